namespace ActorServe.Cli.Kafka;

/// <summary>
/// Ends the reading of a topic of which nothing comes any more though its end is not reached; the client itself would wait for ever.
/// </summary>
/// <param name="topic">What is read.</param>
/// <param name="log">What the client complains of.</param>
/// <param name="time">The clock.</param>
internal sealed class ReadingProgress(string topic, ClientLog log, TimeProvider time)
{
    private long? _nothingSince;

    /// <summary>Something came.</summary>
    public void Made() => _nothingSince = null;

    /// <summary>
    /// Nothing came. Counts from the first time after something came: what was done with that, as writing to a reader that is slow, may
    /// take as long as it likes.
    /// </summary>
    /// <exception cref="CommandFailedException">It has been so for longer than <see cref="KafkaClients.Patience"/>.</exception>
    public void Missed()
    {
        _nothingSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_nothingSince.Value) <= KafkaClients.Patience) return;

        var silence = $"nothing of {topic} came for {KafkaClients.Patience.TotalSeconds} s, though it has not ended";
        throw new CommandFailedException(log.Last is { } last ? $"{silence}: {last}" : silence);
    }
}
