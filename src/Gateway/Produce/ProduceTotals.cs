namespace ActorServe.Gateway.Produce;

/// <summary>What became of a pipeline's rows in the end. Written by Produce alone, read by anyone.</summary>
internal sealed class ProduceTotals
{
    private long _results;
    private long _deadLetters;
    private long _skipped;

    /// <summary>Outputs that the broker has, or that no topic was named for.</summary>
    public long Results => Volatile.Read(ref _results);

    /// <summary>Rows whose dead letter the broker has.</summary>
    public long DeadLetters => Volatile.Read(ref _deadLetters);

    /// <summary>Rows of which something was left out, because a run failed or the broker refused it, as the application asked.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    /// <summary>Outputs are where they should be.</summary>
    public void CountResults(int outputs = 1) => Volatile.Write(ref _results, _results + outputs);

    /// <summary>One row is on the dead-letter topic.</summary>
    public void CountDeadLetter() => Volatile.Write(ref _deadLetters, _deadLetters + 1);

    /// <summary>One row was left out.</summary>
    public void CountSkipped() => Volatile.Write(ref _skipped, _skipped + 1);
}
