namespace ActorServe.Gateway.Ingest;

/// <summary>One run of Ingest, whichever source it has, for whoever runs the stream. Calls never block.</summary>
internal interface IRunningIngest : IIngestControl
{
    /// <summary>The state of every partition, at most about a second old.</summary>
    IngestStatus Status { get; }

    /// <summary>Completes when the consumer is closed, and fails where it ended by a failure.</summary>
    Task Completion { get; }

    /// <summary>
    /// Reads nothing more, takes back what is unsent, waits for the rest without bound, commits, and closes. Completes with
    /// <see cref="Completion"/>.
    /// </summary>
    Task DrainAsync();
}
