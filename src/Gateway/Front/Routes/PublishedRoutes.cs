namespace ActorServe.Gateway.Front.Routes;

/// <summary>The route table that counts now: the gateway's actor swaps it whole, the door reads it from any thread.</summary>
internal sealed class PublishedRoutes
{
    private volatile RouteTable? _current;

    /// <summary>
    /// Null where nothing was ever applied: nobody knows then what there is, which is another thing than that there is nothing.
    /// </summary>
    public RouteTable? Current => _current;

    /// <summary>Replaces the table.</summary>
    public void Publish(RouteTable? table) => _current = table;
}
