using System.Diagnostics;
using ActorServe.Gateway.Dispatch;
using ActorServe.Shared.Telemetry;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tracing;

/// <summary>
/// The spans of outputs of traced records, each from when the client has it until it is settled; one that goes out again, because its
/// producer died, keeps its span, so that both copies name the same. One thread at a time.
/// </summary>
internal sealed class SendSpans
{
    private readonly Dictionary<int, Activity> _open = [];

    /// <summary>The span that an output is sent in; null where its record is not traced.</summary>
    /// <param name="id">The output's.</param>
    /// <param name="outcome">Its row.</param>
    /// <param name="topic">Where it goes.</param>
    /// <param name="bytes">Of its value.</param>
    public Activity? Of(int id, in FlightOutcome outcome, string topic, int bytes)
    {
        if (outcome.Row.Trace is not { } trace) return null;
        if (_open.TryGetValue(id, out var open)) return open;

        List<KeyValuePair<string, object?>> tags = [.. GatewaySpans.Messaging("send", topic), new(GatewaySpans.BodySize, bytes)];
        if (GatewaySpans.Source.Begin($"send {topic}", ActivityKind.Producer, trace.ToParent(), tags) is not { } span) return null;
        return _open[id] = span;
    }

    /// <summary>The broker has it, or refused it; it may then go another way, in a span of its own.</summary>
    public void Settled(int id, ErrorCode error)
    {
        if (_open.Count == 0 || !_open.Remove(id, out var span)) return;
        if (error != ErrorCode.NoError) span.Fail($"{error}");
        span.End();
    }

    /// <summary>Nobody will hear what became of the rest.</summary>
    public void Close()
    {
        foreach (var span in _open.Values) span.End();
        _open.Clear();
    }
}
