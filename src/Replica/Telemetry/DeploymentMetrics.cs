using System.Collections.Concurrent;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Replica.Telemetry;

/// <summary>Counts what the replicas of one deployment on this node do; from any thread.</summary>
internal sealed class DeploymentMetrics
{
    private readonly ReplicaMetrics _metrics;
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly KeyValuePair<string, object?>[][] _tagsOfOutcomes;
    private readonly ConcurrentDictionary<Reading, Func<ReplicaLoad>> _running = [];

    public DeploymentMetrics(ReplicaMetrics metrics, DeploymentId deployment)
    {
        _metrics = metrics;
        _tags = [new(AttributeNames.Application, deployment.Application), new(AttributeNames.Deployment, deployment.Name)];
        _tagsOfOutcomes = [.. Enum.GetValues<RowEnd>().Select(end => (KeyValuePair<string, object?>[])[.. _tags, RowEnds.TagOf(end)])];
    }

    /// <summary>What all measurements of the deployment are told apart by.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Tags => _tags;

    /// <summary>What each replica that runs has to do now.</summary>
    public ReplicaLoad[] Loads() => [.. _running.Values.Select(load => load())];

    /// <summary>A replica is started.</summary>
    public void Starting() => _metrics.Starts.Add(1, _tags);

    /// <summary>A replica takes rows from now on, until what is returned is disposed.</summary>
    /// <param name="after">The time since its start.</param>
    /// <param name="load">What it has to do; called from any thread, so that a number may be a moment old.</param>
    public IDisposable Running(TimeSpan after, Func<ReplicaLoad> load)
    {
        _metrics.StartDuration.Record(after.TotalSeconds, _tags);
        var reading = new Reading(_running);
        _running[reading] = load;
        return reading;
    }

    /// <summary>A replica did not start, failed or crashed, or did not end in its time.</summary>
    public void Failed() => _metrics.Failures.Add(1, _tags);

    /// <summary>A replica says that it is not well.</summary>
    public void CheckFailed() => _metrics.FailedChecks.Add(1, _tags);

    /// <summary>Rows are handed to an inference thread.</summary>
    public void Handed(TimeSpan oldestWaited) => _metrics.BatchWait.Record(oldestWaited.TotalSeconds, _tags);

    /// <summary>A run ended.</summary>
    /// <param name="rows">The rows that it has answers for; none where it was overdue, and they were answered before.</param>
    /// <param name="maxBatchSize">Rows of one call of the model, at most: all but the last had so many.</param>
    /// <param name="took">How long that took.</param>
    public void Ran(int rows, int maxBatchSize, TimeSpan took)
    {
        _metrics.RunDuration.Record(took.TotalSeconds, _tags);
        if (rows == 0) return;

        var (full, last) = Math.DivRem(rows, maxBatchSize);
        _metrics.Batches.Add(last == 0 ? full : full + 1, _tags);
        for (var i = 0; i < full; i++) _metrics.BatchSize.Record(maxBatchSize, _tags);
        if (last > 0) _metrics.BatchSize.Record(last, _tags);
    }

    /// <summary>Rows had no room.</summary>
    public void Rejected(int rows) => Count(RowEnd.Rejected, rows);

    /// <summary>Rows have their outcomes.</summary>
    public void Ended(ReadOnlySpan<RowEntry> entries)
    {
        if (!_metrics.Rows.Enabled) return;

        Span<int> counts = stackalloc int[_tagsOfOutcomes.Length];
        foreach (ref readonly var entry in entries) counts[(int)RowEnds.Of(entry)]++;
        for (var end = 0; end < counts.Length; end++) Count((RowEnd)end, counts[end]);
    }

    private void Count(RowEnd end, int rows)
    {
        if (rows > 0) _metrics.Rows.Add(rows, _tagsOfOutcomes[(int)end]);
    }

    private sealed class Reading(ConcurrentDictionary<Reading, Func<ReplicaLoad>> running) : IDisposable
    {
        public void Dispose() => running.TryRemove(this, out _);
    }
}
