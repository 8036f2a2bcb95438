using ActorServe.Routing.InFlight;
using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing.Suspects;

/// <summary>
/// Which replicas are suspect, who is asked what it holds, and which rows are moved. A replica is asked when its node may be gone, until it
/// answers, and when a batch takes longer than it should: messages may be lost without any sign.
/// </summary>
internal sealed class SuspectRules(RouterOptions options, ReplicaTable replicas, BatchesInFlight inFlight)
{
    /// <summary>
    /// So many questions without an answer, and the node's directory is asked: the replica may be gone, and the news of it lost.
    /// </summary>
    private const int UnansweredUntilDirectory = 3;

    private readonly HashSet<ReplicaSlot> _overdue = [];

    /// <summary>Whether <see cref="Look"/> may have something to do.</summary>
    public bool HasWork => !inFlight.IsEmpty || AnySuspect();

    /// <summary>A node's association broke, or the cluster does not reach it.</summary>
    public void Suspect(string address, TimeSpan now, RouterOutput output)
    {
        foreach (var replica in replicas.Slots)
        {
            if (replica.Id.Node.Address == address && replica.Pulse.Suspect(inFlight.LastId, now)) Ask(replica, now, output);
        }
    }

    /// <summary>A node can be reached again, it seems: its suspects are asked at once.</summary>
    public void AskAgain(string address, TimeSpan now, RouterOutput output)
    {
        foreach (var replica in replicas.Slots)
        {
            if (replica.Id.Node.Address == address && replica.Pulse.IsSuspect) Ask(replica, now, output);
        }
    }

    /// <summary>
    /// Time passed. Adds rows to <paramref name="moved"/> that others should have, because the suspect that has them is silent.
    /// </summary>
    public void Look(TimeSpan now, RouterOutput output, List<WaitingRow> moved)
    {
        FindOverdue(now);
        var othersServe = AnyServes();
        foreach (var replica in replicas.Slots)
        {
            if (replica.Pulse.IsSuspect) LookAtSuspect(replica, othersServe, now, output, moved);
            else if (_overdue.Contains(replica)) LookAtOverdue(replica, now, output);
        }
    }

    private void LookAtSuspect(ReplicaSlot replica, bool othersServe, TimeSpan now, RouterOutput output, List<WaitingRow> moved)
    {
        if (replica.Pulse.MayBeAsked(now, options.ProbePause)) Ask(replica, now, output);
        if (replica.OngoingRows == 0 || now - replica.Pulse.SuspectSince < options.SuspectPatience) return;

        // What its sink wants back needs no other replica. What runs at most once may have started: it waits until more is known.
        inFlight.Move(replica, row => row.IsWithdrawn || (othersServe && !row.RunsAtMostOnce), moved);
    }

    private void LookAtOverdue(ReplicaSlot replica, TimeSpan now, RouterOutput output)
    {
        if (!replica.Pulse.MayBeAsked(now, options.OverdueAfter)) return;
        if (replica.Pulse.Unanswered >= UnansweredUntilDirectory) replica.Pulse.Suspect(inFlight.LastId, now);
        Ask(replica, now, output);
    }

    private void Ask(ReplicaSlot replica, TimeSpan now, RouterOutput output)
    {
        var pulse = replica.Pulse;
        if (pulse.Unanswered > 0 && pulse.Unanswered % UnansweredUntilDirectory == 0) output.DirectoriesToAsk.Add(replica.Id.Node.Address);
        pulse.Asked(now);
        output.Questions.Add((replica, new Sync(replica.Id, inFlight.NextId())));
    }

    private void FindOverdue(TimeSpan now)
    {
        _overdue.Clear();
        inFlight.FindReplicas(batch => now - batch.Sent > batch.Replica.Pulse.Usual + options.OverdueAfter, _overdue);
    }

    private bool AnySuspect()
    {
        foreach (var replica in replicas.Slots)
        {
            if (replica.Pulse.IsSuspect) return true;
        }

        return false;
    }

    private bool AnyServes()
    {
        foreach (var replica in replicas.Slots)
        {
            if (replica.TakesRows) return true;
        }

        return false;
    }
}
