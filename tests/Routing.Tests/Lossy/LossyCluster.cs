using ActorServe.Routing.Peers;
using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Time.Testing;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing.Tests.Lossy;

/// <summary>
/// A router and two nodes whose replicas come, go and die, over links that lose messages: whatever can happen, in any order.
/// </summary>
internal sealed class LossyCluster
{
    private const int Max = 12;
    public const long BudgetBytes = 8 << 10;

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingSink _sink = new();
    private readonly RouterOptions _options = new()
    {
        Http = new() { MaxQueuedRows = 20 }, Handle = new() { MaxQueuedRows = 20 }, MaxBatchBytes = 1_024,
    };

    private readonly PeerBudgets _budgets = new(BudgetBytes);
    private readonly RouterPeers _peers;
    private readonly RouterState _router;
    private readonly NodeId[] _nodes = [Some.Node(1), Some.Node(2)];
    private readonly long[] _revisions = [0, 0];
    private readonly List<LossyReplica> _replicas = [];
    private readonly List<object> _late = [];
    private readonly Dictionary<long, int> _started = [];
    private readonly HashSet<long> _atMostOnce = [];
    private int _rows;
    private int _numbers;
    private long _lastQuestion;

    public LossyCluster()
    {
        _peers = new RouterPeers(_budgets, self: "here", wake: () => { });
        var setup = new RouterSetup(Some.Deployment, _options, new PowerOfTwoChoices(new Random(7)), _time) { Peers = _peers.Of };
        _router = new RouterState(setup, new Lanes(_options));
    }

    public int SubmittedRows => _rows;

    /// <summary>Rows that were settled or came back, as often as they were.</summary>
    public List<RowSource> EndedRows =>
        [.. _sink.Outcomes.Select(outcome => outcome.Row.Source), .. _sink.WithdrawnRows.Select(row => row.Source)];

    public RouterStatus Status => _router.Status();

    public void CheckBudgets(long most) =>
        Assert.All(_nodes, node => Assert.InRange(_budgets.OutstandingTo(node.Address), 0, most));

    public void Happen(byte it, byte choice)
    {
        switch (it % 24)
        {
            case 0 or 1 or 2: Submit((Lane)(choice % 3), 1 + (choice % 40), choice >= 128); break;
            case 3 or 4 or 5: With(choice, replica => Arrive(replica, 1 + (choice % 4))); break;
            case 6 or 7: With(choice, replica => replica.Answer(choice / 8, 1 + (choice % 5), Completed)); break;
            case 8:
                With(choice, replica => replica.Answer(choice / 8, 3, row => RowEntry.Failed(row, FailureKind.ModelError, "no")));
                break;
            case 9: With(choice, replica => Reject(replica, choice)); break;
            case 10 or 11 or 12: With(choice, replica => Hear(replica, 1 + (choice % 4))); break;
            case 13: With(choice, replica => replica.SayThatThereIsRoom()); break;
            case 14 or 15: Start(choice); break;
            case 16: With(choice, replica => Change(replica, ReplicaState.Draining)); break;
            case 17: With(choice, replica => End(replica, choice)); break;
            case 18: Break(choice); break;
            case 19: With(choice, replica => replica.LoseOne(incoming: choice >= 128)); break;
            case 20: Kill(choice); break;
            case 21: Take(_router.Withdraw(new RouterProtocol.Withdraw(_sink, [new PartitionEpoch(choice % 2, 1)]))); break;
            case 22: Repeat(choice); break;
            default: Pass(TimeSpan.FromMilliseconds(choice * 20)); break;
        }
    }

    private void Submit(Lane lane, int count, bool atMostOnce)
    {
        var rows = Enumerable.Range(_rows, count).Select(n => lane == Lane.Kafka
            ? Some.Record(n, partition: n % 2)
            : Some.Request(n, n % 3 == 0 ? TimeSpan.FromMilliseconds(50) : null));
        if (atMostOnce) _atMostOnce.UnionWith(Enumerable.Range(_rows, count).Select(n => (long)n));
        _rows += count;
        Take(_router.Submit(new RouterProtocol.Submit(lane, [.. rows], _sink) { RunsAtMostOnce = atMostOnce }));
    }

    private void Arrive(LossyReplica replica, int messages)
    {
        for (; messages > 0; messages--)
        {
            foreach (var row in replica.Receive().Where(row => _atMostOnce.Contains(row.Source.Sequence)))
                Assert.True(CountStart(row, +1) == 1, $"row {row.Source.Sequence} was started twice");
        }
    }

    private void Reject(LossyReplica replica, byte choice)
    {
        foreach (var row in replica.Answer(choice / 8, 1 + (choice % 5), RowEntry.Rejected)
            .Where(row => _atMostOnce.Contains(row.Source.Sequence)))
            CountStart(row, -1);
    }

    private int CountStart(InferRow row, int change) =>
        _started[row.Source.Sequence] = _started.GetValueOrDefault(row.Source.Sequence) + change;

    /// <summary>Messages of the replica come to the router.</summary>
    private void Hear(LossyReplica replica, int messages)
    {
        for (; messages > 0 && replica.Next() is { } message; messages--)
        {
            _late.Add(message);
            if (message is SyncReply reply && reply.SyncId > replica.SuspectAfter) replica.SuspectAfter = -1;
            if (message is BatchReply answer && answer.Entries.Any(entry => entry.Status == RowStatus.Rejected))
                replica.Rejected = _time.GetUtcNow();
            if (message is RoomAgain) replica.Rejected = null;
            Tell(message);
        }
    }

    private void Tell(object message) => Take(message switch
    {
        BatchReply reply => _router.Answered(reply),
        SyncReply reply => _router.Synced(reply),
        _ => _router.HasRoom((RoomAgain)message),
    });

    /// <summary>What came once comes again, much later; answers only, as nobody says twice that there is room.</summary>
    private void Repeat(byte choice)
    {
        if (_late.Count > 0 && _late[choice % _late.Count] is BatchReply again) Tell(again);
    }

    private void Start(byte choice)
    {
        var node = choice % 2;
        var here = _replicas.Where(replica => replica.Id.Node == _nodes[node]).ToList();
        if (here.Count > 0 && !here[0].IsAlive)
        {
            // The process is back on its address: the same, by whatever the router hears first.
            _nodes[node] = _nodes[node] with { Incarnation = _nodes[node].Incarnation + 1 };
            _revisions[node] = 0;
            if (choice >= 128) Forget(here[0].Id.Node);
            _replicas.RemoveAll(here.Contains);
            here.Clear();
        }

        if (here.Count < 2) _replicas.Add(new LossyReplica(Some.ReplicaId(++_numbers, _nodes[node])));
        TellSnapshot(node);
    }

    private void TellSnapshot(int node) => Take(_router.Learn(Some.Snapshot(
        _nodes[node], _revisions[node],
        [.. _replicas.Where(replica => replica.Id.Node == _nodes[node]).Select(replica => replica.Entry(Max))])));

    private void Change(LossyReplica replica, ReplicaState state)
    {
        if (!replica.IsAlive) return;

        replica.State = state;
        var node = Array.IndexOf(_nodes, replica.Id.Node);
        Take(_router.Learn(new ReplicasChanged(replica.Id.Node, ++_revisions[node], replica.Entry(Max))));
    }

    private void End(LossyReplica replica, byte choice)
    {
        if (!replica.IsAlive) return;

        replica.Die();
        _replicas.Remove(replica);
        var node = Array.IndexOf(_nodes, replica.Id.Node);
        _revisions[node]++;
        replica.State = choice % 2 == 0 ? ReplicaState.Gone : ReplicaState.Failed;
        if (choice < 200) Take(_router.Learn(new ReplicasChanged(replica.Id.Node, _revisions[node], replica.Entry(Max))));
    }

    /// <summary>What is on its way from and to a node is lost; mostly somebody notices.</summary>
    private void Break(byte choice)
    {
        var node = _nodes[choice % 2];
        foreach (var replica in _replicas.Where(replica => replica.Id.Node == node)) replica.Break();
        if (choice < 192) Suspect(node);
    }

    /// <summary>As the router's actor does.</summary>
    private void Forget(NodeId node)
    {
        Take(_router.Forget(node));
        if (!_router.HasReplicasAt(node.Address)) _peers.Close(node.Address);
    }

    private void Kill(byte choice)
    {
        var node = _nodes[choice % 2];
        foreach (var replica in _replicas.Where(replica => replica.Id.Node == node)) replica.Die();
        if (choice < 192) Suspect(node);
    }

    private void Suspect(NodeId node)
    {
        foreach (var replica in _replicas.Where(replica => replica.Id.Node == node && !replica.IsSuspect))
            replica.SuspectAfter = _lastQuestion;
        Take(_router.Suspect(node.Address));
    }

    private void Pass(TimeSpan time)
    {
        _time.Advance(time);
        Take(_router.LookAgain());
        Take(_router.LookAtReplicas());
    }

    /// <summary>Nothing is lost any more, the dead are known to be dead, and there are replicas that answer.</summary>
    public void SettleDown()
    {
        for (byte node = 0; node < 2; node++)
        {
            foreach (var replica in _replicas
                .Where(replica => replica.Id.Node == _nodes[node] && replica.State == ReplicaState.Draining).ToList())
                End(replica, 0);
            Start(node);
        }

        for (var round = 0;
            round < 100 && (_replicas.Exists(replica => !replica.IsIdle) || _router.HasReplicasToWatch || _router.QueuedRows > 0);
            round++)
        {
            foreach (var replica in _replicas.ToList())
            {
                Arrive(replica, 100);
                while (!replica.Answer(0, Max, Completed).IsEmpty)
                {
                }

                Hear(replica, 100);
            }

            Pass(TimeSpan.FromSeconds(1));
        }

        foreach (var late in _late.OfType<BatchReply>()) Tell(late);
    }

    private void With(byte choice, Action<LossyReplica> act)
    {
        if (_replicas.Count > 0) act(_replicas[choice % _replicas.Count]);
    }

    private static RowEntry Completed(int row) => RowEntry.Completed(row, []);

    private void Take(RouterOutput output)
    {
        foreach (var (sink, outcomes) in output.Settled) sink.Settled(outcomes);
        foreach (var (sink, rows) in output.Withdrawn) sink.Withdrawn(rows);
        foreach (var (_, batch) in output.Sends) Send(batch);
        foreach (var (_, question) in output.Questions)
        {
            _lastQuestion = question.SyncId;
            Find(question.Replica)?.Send(question);
        }

        foreach (var address in output.DirectoriesToAsk
            .Where(address => _replicas.Exists(it => it.Id.Node.Address == address && it.IsAlive)))
            TellSnapshot(Array.FindIndex(_nodes, node => node.Address == address));
    }

    private void Send(InferBatch batch)
    {
        Assert.NotEmpty(batch.Rows);
        _lastQuestion = Math.Max(_lastQuestion, batch.BatchId);
        if (Find(batch.Replica) is not { } replica) return;

        Assert.False(replica.IsSuspect, $"{replica.Id} is suspect");
        Assert.Equal(ReplicaState.Running, replica.State);
        if (replica.Rejected is { } at && batch.Rows.Any(row => row.Source.Partition >= 0))
            Assert.True(
                _time.GetUtcNow() - at >= TimeSpan.FromMilliseconds(100), $"{replica.Id} had rejected rows and not said that it has room");
        replica.Send(batch);
        Assert.True(replica.Rows <= Max, $"{replica.Id} has {replica.Rows} rows");
    }

    private LossyReplica? Find(ReplicaId id) => _replicas.Find(replica => replica.Id == id);
}
