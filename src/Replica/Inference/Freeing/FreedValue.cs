namespace ActorServe.Replica.Inference.Freeing;

/// <summary>What is known of a value in a graph whose batch is to be freed.</summary>
internal abstract record FreedValue
{
    /// <summary>It comes from the inputs: its axis 0 counts rows, and each row of it depends on that row of the inputs alone.</summary>
    /// <param name="Rank">Its number of axes.</param>
    public sealed record Rows(int Rank) : FreedValue;

    /// <summary>It is the same in every run.</summary>
    /// <param name="Shape">Its shape, or null where it is not known.</param>
    /// <param name="Numbers">Its whole numbers, where it is a short list of them that is known.</param>
    public sealed record Constant(long[]? Shape, long[]? Numbers) : FreedValue;
}
