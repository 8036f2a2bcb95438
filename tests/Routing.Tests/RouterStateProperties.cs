using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing.Tests;

/// <summary>A router beside a plain model of who holds what, taken through whatever can happen.</summary>
public sealed class RouterStateProperties
{
    private const int Max = 12;
    private static readonly NodeId Node = Some.Node(1);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingSink _sink = new();
    private readonly RouterState _router;
    private readonly Dictionary<ReplicaId, ReplicaState> _replicas = [];
    private readonly Dictionary<ReplicaId, DateTimeOffset> _rejected = [];
    private readonly List<(InferBatch Batch, HashSet<int> Open)> _held = [];
    private readonly List<BatchReply> _late = [];
    private int _rows;
    private int _numbers;
    private long _revision;

    public RouterStateProperties()
    {
        var options = new RouterOptions { Http = new() { MaxQueuedRows = 20 }, Handle = new() { MaxQueuedRows = 20 } };
        _router = new RouterState(new RouterSetup(Some.Deployment, options, new PowerOfTwoChoices(new Random(7)), _time), new Lanes(options));
    }

    [Property(MaxTest = 150)]
    public void Each_row_has_one_outcome_or_comes_back_whatever_is_sent_again_rejected_lost_or_doubled((byte Event, byte Choice)[] events)
    {
        foreach (var (it, choice) in events)
        {
            Happen(it, choice);
            CheckCounts();
        }

        AnswerEverything();

        var ended = _sink.Outcomes.Select(outcome => outcome.Row.Source).Concat(_sink.WithdrawnRows.Select(row => row.Source)).ToList();
        Assert.Equal(_rows, ended.Count);
        Assert.Equal(_rows, ended.Distinct().Count());
        Assert.Equal((0, 0), (_router.Status().QueuedRows, _router.Status().OngoingRows));
    }

    private void Happen(byte it, byte choice)
    {
        switch (it % 12)
        {
            case 0 or 1: Submit((Lane)(choice % 3), 1 + (choice % 40)); break;
            case 2 or 3: Reply(choice, row => RowEntry.Completed(row, [])); break;
            case 4: Reply(choice, row => RowEntry.Failed(row, FailureKind.ModelError, "no")); break;
            case 5: Reply(choice, RowEntry.Rejected); break;
            case 6: HasRoom(choice); break;
            case 7: Start(); break;
            case 8: Change(choice, ReplicaState.Draining); break;
            case 9: Change(choice, choice % 2 == 0 ? ReplicaState.Gone : ReplicaState.Failed); break;
            case 10: Withdraw(choice); break;
            default: Pass(choice); break;
        }
    }

    private void Submit(Lane lane, int count)
    {
        var rows = Enumerable.Range(_rows, count).Select(n => lane == Lane.Kafka
            ? Some.Record(n, partition: n % 2)
            : Some.Request(n, n % 3 == 0 ? TimeSpan.FromMilliseconds(50) : null));
        _rows += count;
        Take(_router.Submit(new RouterProtocol.Submit(lane, [.. rows], _sink)));
    }

    private void Reply(byte choice, Func<int, RowEntry> entry)
    {
        if (_held.Count == 0) return;

        var (batch, open) = _held[choice % _held.Count];
        var rows = open.Take(1 + (choice % 5)).ToList();
        var reply = new BatchReply(batch.Replica, batch.BatchId, Some.Model, [.. rows.Select(entry)]);
        if (rows.Count > 0 && reply.Entries[0].Status == RowStatus.Rejected) _rejected[batch.Replica] = _time.GetUtcNow();
        open.ExceptWith(rows);
        _late.Add(reply);
        Take(_router.Answered(reply));
    }

    private void HasRoom(byte choice)
    {
        if (_replicas.Count == 0) return;

        var replica = _replicas.Keys.ElementAt(choice % _replicas.Count);
        _rejected.Remove(replica);
        Take(_router.HasRoom(new RoomAgain(replica)));
    }

    private void Start()
    {
        if (_replicas.Count < 4) _replicas[Some.ReplicaId(++_numbers, Node)] = ReplicaState.Running;
        Take(_router.Learn(Some.Snapshot(Node, _revision, [.. _replicas.Select(it => Some.Replica(it.Key, it.Value, Max))])));
    }

    private void Change(byte choice, ReplicaState state)
    {
        if (_replicas.Count == 0 || _revision == 0 && _numbers == 0) return;

        var id = _replicas.Keys.ElementAt(choice % _replicas.Count);
        if (state == ReplicaState.Draining) _replicas[id] = state;
        else Lose(id);
        Take(_router.Learn(new ReplicasChanged(Node, ++_revision, Some.Replica(id, state, Max))));
    }

    /// <summary>What the replica held is answered late, though the router has been told that it is gone.</summary>
    private void Lose(ReplicaId id)
    {
        _replicas.Remove(id);
        foreach (var (batch, open) in _held.Where(held => held.Batch.Replica == id))
            _late.Add(new BatchReply(id, batch.BatchId, Some.Model, [.. open.Select(row => RowEntry.Completed(row, []))]));
        _held.RemoveAll(held => held.Batch.Replica == id);
    }

    private void Withdraw(byte choice) =>
        Take(_router.Withdraw(new RouterProtocol.Withdraw(_sink, [new PartitionEpoch(choice % 2, 1)]).Covers));

    private void Pass(byte choice)
    {
        if (_late.Count > 0) Take(_router.Answered(_late[choice % _late.Count]));
        _time.Advance(TimeSpan.FromMilliseconds(choice));
        Take(_router.LookAgain());
    }

    private void AnswerEverything()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _replicas.Clear();
        foreach (var id in _held.Select(held => held.Batch.Replica).Distinct().ToList()) Lose(id);
        Start();
        while (_held.Find(held => held.Open.Count > 0) is { Batch: not null }) Reply((byte)_held.FindIndex(held => held.Open.Count > 0), Completed);
        foreach (var late in _late) Take(_router.Answered(late));
    }

    private static RowEntry Completed(int row) => RowEntry.Completed(row, []);

    private void Take(RouterOutput output)
    {
        foreach (var (sink, outcomes) in output.Settled) sink.Settled(outcomes);
        foreach (var (sink, rows) in output.Withdrawn) sink.Withdrawn(rows);
        foreach (var (_, batch) in output.Sends)
        {
            _held.Add((batch, [.. Enumerable.Range(0, batch.Rows.Length)]));
            CheckSend(batch);
        }

        _held.RemoveAll(held => held.Open.Count == 0);
    }

    private void CheckSend(InferBatch batch)
    {
        Assert.Equal(ReplicaState.Running, _replicas[batch.Replica]);
        Assert.NotEmpty(batch.Rows);
        var held = _held.Where(held => held.Batch.Replica == batch.Replica).Sum(held => held.Open.Count);
        Assert.True(held <= Max, $"{batch.Replica} holds {held} rows");
        var records = batch.Rows.Any(row => row.Source.Partition >= 0);
        if (records && _rejected.TryGetValue(batch.Replica, out var at))
            Assert.True(_time.GetUtcNow() - at >= TimeSpan.FromMilliseconds(100), $"{batch.Replica} had rejected rows and not said that it has room");
    }

    private void CheckCounts() => Assert.Equal(_held.Sum(held => held.Open.Count), _router.Status().OngoingRows);
}
