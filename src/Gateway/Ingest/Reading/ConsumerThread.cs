using System.Globalization;
using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Ingest.Client;
using ActorServe.Gateway.Tracing;
using ActorServe.Shared.Telemetry;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Ingest.Reading;

/// <summary>What Ingest of one run of a stream is made of.</summary>
/// <param name="Settings">What is read, within which bounds.</param>
/// <param name="Dispatch">Where unsent rows are asked back.</param>
/// <param name="Open">Opens a consumer that has subscribed, and tells the listener of rebalances.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Where to write.</param>
internal sealed record IngestSetup(
    IngestSettings Settings,
    IDispatchControl Dispatch,
    Func<IConsumerListener, IRecordConsumer> Open,
    TimeProvider Time,
    ILogger Log)
{
    /// <summary>The spans of the records.</summary>
    public RecordSpans Spans { get; init; } = new(Settings.Application, Settings.Kafka, TraceSampling.ByParent);

    /// <summary>A setup that reads from a broker.</summary>
    public static IngestSetup ForKafka(SourceParts parts, TimeProvider time) =>
        new(parts.Settings, parts.Dispatch, listener => new KafkaRecordConsumer(parts.Settings, listener, time, parts.Log), time, parts.Log)
        {
            Spans = parts.Spans,
        };
}

/// <summary>
/// The thread that owns a consumer and everything that belongs to it. Ends with the consumer closed, or given up where that takes longer
/// than <see cref="IngestSettings.ClosePatience"/>, and says so once.
/// </summary>
internal sealed partial class ConsumerThread(
    IngestSetup setup, IngestControl control, Action<RecordBatch> emit, Action<Exception?> ended)
{
    private readonly ILogger _log = setup.Log;
    private int _hasEnded;

    /// <summary>Begins. The process does not wait for this thread: a broker that is away can hold it up for a minute.</summary>
    public void Start() =>
        new Thread(Run) { IsBackground = true, Name = $"ingest {setup.Settings.Application}" }.Start();

    private void Run()
    {
        Exception? failure = null;
        ITimer? patience = null;
        try
        {
            using var loop = new ConsumerLoop(setup, control, emit);
            failure = Turn(loop);
            patience = GiveUpLater(failure);
            Close(loop);
        }
        catch (Exception e)
        {
            failure ??= e;
        }

        patience?.Dispose();
        if (!End(failure)) LogClosedLate(setup.Settings.Kafka.InputTopic);
    }

    // Closing and disposing both call the client, which may wait for itself for ever. Its handle is left to this thread, which is inside of
    // it: disposed under it, it would take the process along. So one client leaks, with its memory and its connections. What it may still
    // commit harms nobody, see ApplicationRun.
    private ITimer GiveUpLater(Exception? failure) => setup.Time.CreateTimer(
        _ => GiveUp(failure), state: null, setup.Settings.ClosePatience, Timeout.InfiniteTimeSpan);

    private void GiveUp(Exception? failure)
    {
        var within = string.Create(CultureInfo.InvariantCulture, $"{setup.Settings.ClosePatience.TotalSeconds:0.#} s");
        var topic = setup.Settings.Kafka.InputTopic;
        if (End(failure ?? new TimeoutException($"the consumer of {topic} did not close within {within}"))) LogGivenUp(topic, within);
    }

    // Once, by this thread or by the clock.
    private bool End(Exception? failure)
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) != 0) return false;
        if (failure is not null) LogFailed(failure, setup.Settings.Kafka.InputTopic);
        control.Ended(failure);
        ended(failure);
        return true;
    }

    private static Exception? Turn(ConsumerLoop loop)
    {
        try
        {
            while (loop.Turn() is { } wait) loop.Wait(wait);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private void Close(ConsumerLoop loop)
    {
        try
        {
            loop.Close();
        }
        catch (KafkaException e)
        {
            // What is not committed is read again.
            LogNotClosed(setup.Settings.Kafka.InputTopic, e.Error.Reason);
        }
    }

    [LoggerMessage(LogLevel.Error, "Reading {Topic} failed")]
    private partial void LogFailed(Exception failure, string topic);

    [LoggerMessage(LogLevel.Warning, "{Topic}: the consumer did not close in good order: {Reason}")]
    private partial void LogNotClosed(string topic, string reason);

    [LoggerMessage(LogLevel.Warning, "{Topic}: the consumer did not close within {Time} and is given up; this process keeps what it holds")]
    private partial void LogGivenUp(string topic, string time);

    [LoggerMessage(LogLevel.Warning, "{Topic}: the consumer that was given up has closed")]
    private partial void LogClosedLate(string topic);
}
