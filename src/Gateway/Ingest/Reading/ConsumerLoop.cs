using ActorServe.Gateway.Ingest.Client;
using ActorServe.Gateway.Ingest.Ledger;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Ingest.Reading;

/// <summary>
/// What the thread that owns the consumer does in one turn: hear, poll, emit, pause and resume, store watermarks. Holds no thread, so that
/// a test can turn it by hand.
/// </summary>
internal sealed partial class ConsumerLoop : IDisposable
{
    private readonly IngestSettings _settings;
    private readonly IngestControl _control;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Intake _intake;
    private readonly HandOver _handOver;
    private readonly ReadingHealth _health;
    private readonly StatusBoard _board;
    private readonly IRecordConsumer _consumer;
    private bool _isHolding;
    private long _polled;
    private long _stored;
    private long? _leaving;

    /// <summary>Opens the consumer.</summary>
    public ConsumerLoop(IngestSetup setup, IngestControl control, Action<RecordBatch> emit)
    {
        (_settings, _control, _time, _log) = (setup.Settings, control, setup.Time, setup.Log);
        control.Status = IngestStatus.None with { HeardAt = _time.GetTimestamp() };
        _intake = new Intake(_settings, control, setup.Dispatch, emit, setup.Spans, _log);
        _handOver = new HandOver(_settings, _log);
        _health = new ReadingHealth(_intake.Trouble, new BrokerContact(_time));
        _board = new StatusBoard(_settings, control, _intake, _health, _time);
        _consumer = setup.Open(new Rebalancing(_settings, _intake, _handOver, _health, _time, _log));
        _polled = _stored = _time.GetTimestamp();
    }

    /// <summary>One turn. Returns how long there is nothing to do but to wait for what is heard; null at the end.</summary>
    public TimeSpan? Turn()
    {
        _intake.Hear();
        if (_intake.IsStopping || (_intake.IsDraining && _intake.IsIdle)) return Leave();
        _intake.Emit();
        var wait = _intake.HasRoom && !_intake.Assignments.IsSaturated ? Fill() : Hold();
        _intake.Emit();
        StoreWatermarks();
        _board.Show(_consumer);
        return wait;
    }

    /// <summary>Waits as long as a turn said.</summary>
    public void Wait(TimeSpan time)
    {
        if (time > TimeSpan.Zero) _intake.Wait(time);
    }

    /// <summary>Commits what is finished and leaves the group; waits for no row.</summary>
    public void Close()
    {
        var stopped = _board.Stopped(_consumer);
        // A rebalance that comes inside of Close must not wait for rows either.
        _control.Stop();
        _intake.Hear();
        _consumer.Close();
        _control.Status = stopped with { Durations = _intake.Assignments.Durations.Read() };
    }

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();

    // The last commit, before the group is left: a consumer that closes does not join any more, and so could commit nothing in a rebalance.
    private TimeSpan? Leave()
    {
        var answer = _handOver.Commit(_consumer, _intake.Assignments.All, isAgain: _leaving is not null);
        _leaving ??= _time.GetTimestamp();
        var isOver = answer is CommitAnswer.Kept or CommitAnswer.Failed || _time.GetElapsedTime(_leaving.Value) >= _settings.LeavePatience;
        return isOver ? null : PollPaused();
    }

    private TimeSpan Fill()
    {
        _isHolding = false;
        SettlePauses();
        var wait = PollWait();
        while (_intake.HasRoom && Poll(wait) is { } record)
        {
            Take(record);
            wait = TimeSpan.Zero;
        }

        _polled = _time.GetTimestamp();
        SettlePauses();
        return _intake.HasPending || AllPaused() ? _settings.PollWait : TimeSpan.Zero;
    }

    // A record ends a poll at once, but nothing else does: only where nothing else can matter does it wait long.
    private TimeSpan PollWait()
    {
        if (_intake.HasPending || AllPaused()) return TimeSpan.Zero;
        return _intake.Assignments.All.Any(assignment => assignment is { IsPaused: true, Phase: AssignmentPhase.Open })
            ? _settings.PausedPollWait
            : _settings.PollWait;
    }

    // No room, or the end: the consumer is left alone for a while, then paused and polled, because only polls bring rebalances.
    private TimeSpan Hold()
    {
        var gap = _time.GetElapsedTime(_polled);
        if (!_isHolding && !_intake.IsDraining && gap < _settings.MaxPollGap) return _settings.MaxPollGap - gap;
        return PollPaused();
    }

    private TimeSpan PollPaused()
    {
        _isHolding = true;
        SettlePauses();
        // A partition that comes inside this poll is not paused yet, and may bring a record: it is kept.
        if (Poll(TimeSpan.Zero) is { } record) Take(record);
        _polled = _time.GetTimestamp();
        SettlePauses();
        return _settings.PollWait;
    }

    private void Take(ConsumeResult<byte[]?, byte[]?> record)
    {
        // At once: the next poll would bring this partition's next record.
        if (_intake.Take(record) is { WantsPause: true, IsPaused: not true } full) SetPaused([full], true);
    }

    private ConsumeResult<byte[]?, byte[]?>? Poll(TimeSpan wait)
    {
        try
        {
            return _consumer.Poll(wait);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && e.Error.Code != ErrorCode.Local_Application)
        {
            Endure(e);
            return null;
        }
    }

    private void Endure(ConsumeException failure)
    {
        // Never skipped: whoever owns the topic must say what to do about records that are gone.
        if (failure.Error.Code == ErrorCode.Local_AutoOffsetReset
            && _intake.Assignments.Find(failure.ConsumerRecord.Partition.Value) is { Phase: AssignmentPhase.Open } assignment)
        {
            _intake.Stop(assignment, $"offset {assignment.Position} is out of range: {failure.Error.Reason}");
            return;
        }

        _health.Heard(failure.Error, PartitionOf(failure.ConsumerRecord));
        LogPollFailed(_settings.Kafka.InputTopic, failure.Error.Code, failure.Error.Reason);
    }

    // What is wrong with the whole topic has a partition too, 0, but no offset.
    private int? PartitionOf(ConsumeResult<byte[], byte[]>? where) =>
        where is { Offset.Value: >= 0 } && _intake.Assignments.Find(where.Partition.Value) is { } assignment
            ? assignment.Id.Partition
            : null;

    private bool AllPaused()
    {
        var all = _intake.Assignments.All;
        return all.Length > 0 && all.All(assignment => assignment.IsPaused == true);
    }

    private void SettlePauses()
    {
        List<Assignment>? pause = null;
        List<Assignment>? resume = null;
        foreach (var assignment in _intake.Assignments.All)
        {
            var isWanted = _isHolding || assignment.WantsPause;
            if (isWanted == assignment.IsPaused) continue;
            if (isWanted) (pause ??= []).Add(assignment);
            else (resume ??= []).Add(assignment);
        }

        if (pause is not null) SetPaused(pause, true);
        if (resume is not null) SetPaused(resume, false);
    }

    private void SetPaused(IReadOnlyList<Assignment> assignments, bool isPaused)
    {
        int[] partitions = [.. assignments.Select(assignment => assignment.Id.Partition)];
        if (isPaused) _consumer.Pause(partitions);
        else _consumer.Resume(partitions);
        foreach (var assignment in assignments) assignment.IsPaused = isPaused;
    }

    private void StoreWatermarks()
    {
        if (_time.GetElapsedTime(_stored) < _settings.StorePeriod) return;
        _stored = _time.GetTimestamp();
        foreach (var assignment in _intake.Assignments.All)
        {
            if (assignment.Phase == AssignmentPhase.Opening || assignment.Keep == assignment.LeftToClient) continue;
            _consumer.Store(new PartitionOffset(assignment.Id.Partition, assignment.Keep));
            assignment.LeftToClient = assignment.Keep;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Topic}: {Code}: {Reason}")]
    private partial void LogPollFailed(string topic, ErrorCode code, string reason);
}
