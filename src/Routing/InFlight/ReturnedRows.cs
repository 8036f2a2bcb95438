using System.Runtime.InteropServices;
using ActorServe.Routing.Waiting;
using ActorServe.Shared.Protocol;

namespace ActorServe.Routing.InFlight;

/// <summary>Rows that come back from replicas without an outcome, on their way to others: ahead of new ones, as the same attempt.</summary>
internal sealed class ReturnedRows(IWaitingRows waiting)
{
    /// <summary>Filled by whoever takes rows back, and empty after each call here.</summary>
    public List<WaitingRow> Rows { get; } = [];

    /// <summary>
    /// Nobody runs them now: they wait for another replica, except those that their sinks asked for, or that have ended, meanwhile.
    /// </summary>
    public void Send(RouterOutput output)
    {
        foreach (var row in Rows)
        {
            if (row.IsWithdrawn) output.Withdraw(row);
        }

        Rows.RemoveAll(row => row.IsWithdrawn || row.HasEnded);
        waiting.Return(CollectionsMarshal.AsSpan(Rows));
        Rows.Clear();
    }

    /// <summary>Replicas had them and will not answer them: who knows whether they ran.</summary>
    public void SendWhatIsLost(RouterOutput output)
    {
        foreach (var row in Rows)
        {
            if (row is { RunsAtMostOnce: true, IsWithdrawn: false })
                output.Fail(row, FailureKind.Overload, "The replica that had the request was lost, and may have started it.");
        }

        Rows.RemoveAll(row => row is { RunsAtMostOnce: true, IsWithdrawn: false });
        Send(output);
    }

    /// <summary>What waits here was answered by a suspect that had it before.</summary>
    public void DropEnded() => waiting.Withdraw(row => row.HasEnded, requestsOnly: false, []);
}
