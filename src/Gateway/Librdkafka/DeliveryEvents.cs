using System.Runtime.InteropServices;
using ActorServe.Gateway.Produce;
using Confluent.Kafka;

namespace ActorServe.Gateway.Librdkafka;

/// <summary>The thread that hears a producer's events: delivery reports to the listener, the client's log lines to ours.</summary>
internal sealed unsafe class DeliveryEvents
{
    /// <summary>The kinds of event a client must be made with.</summary>
    public const int Wanted = Reports | LogLine | Error;

    private const int Reports = 0x1;
    private const int LogLine = 0x4;
    private const int Error = 0x8;
    private const int PollMs = 1_000;

    private readonly ClientHandle _client;
    private readonly IDeliveryListener _listener;
    private readonly ClientLog _log;
    private DeliveryReport[] _reports = new DeliveryReport[1_024];
    private nint[] _messages = new nint[1_024];
    private volatile bool _stopping;
    private bool _dead;

    /// <summary>Starts the thread. It holds the client until <see cref="Stop"/>, so that nothing is freed under it.</summary>
    public DeliveryEvents(ClientHandle client, IDeliveryListener listener, ClientLog log)
    {
        _client = client;
        _listener = listener;
        _log = log;
        Native.SetLogQueue(client, 0);
        var held = false;
        client.DangerousAddRef(ref held);
        new Thread(Run) { IsBackground = true, Name = "actorserve-delivery-reports" }.Start();
    }

    /// <summary>No listener is called for what is heard after this; the thread ends, and lets go of the client.</summary>
    public void Stop()
    {
        if (_stopping) return;

        _stopping = true;
        Native.QueueYield(_client.Queue);
    }

    private void Run()
    {
        while (!_stopping)
        {
            var @event = Native.QueuePoll(_client.Queue, PollMs);
            if (@event != 0) Hear(@event);
        }

        _client.DangerousRelease();
    }

    private void Hear(nint @event)
    {
        switch (Native.EventType(@event))
        {
            case Reports:
                HearReports(@event);
                return;
            case LogLine:
                Log(@event);
                break;
            case Error:
                HearError(@event);
                break;
        }

        Native.EventDestroy(@event);
    }

    // The event goes before the listener hears of it: only then has the client's queue room for as many again.
    private void HearReports(nint @event)
    {
        var count = Read(@event);
        Native.EventDestroy(@event);
        var reports = _reports.AsSpan(0, count);
        if (HasFailure(reports) && _client.Fatal() is { } reason)
        {
            Deliver(reports[..KeepDelivered(reports)]);
            Die(reason);
            return;
        }

        Deliver(reports);
    }

    private int Read(nint @event)
    {
        var count = (int)Native.EventMessageCount(@event);
        if (_reports.Length < count)
        {
            _reports = new DeliveryReport[count];
            _messages = new nint[count];
        }

        fixed (nint* messages = _messages)
        {
            count = (int)Native.EventMessages(@event, (MessageView**)messages, (nuint)count);
            for (var i = 0; i < count; i++)
            {
                var message = (MessageView*)messages[i];
                _reports[i] = new DeliveryReport((int)message->Opaque, (ErrorCode)message->Error);
            }
        }

        return count;
    }

    private void Deliver(ReadOnlySpan<DeliveryReport> reports)
    {
        if (!_dead && !_stopping && !reports.IsEmpty) _listener.Delivered(reports);
    }

    // A failure reported by a dead producer says nothing about the record.
    private static int KeepDelivered(Span<DeliveryReport> reports)
    {
        var kept = 0;
        foreach (var report in reports)
        {
            if (report.Error == ErrorCode.NoError) reports[kept++] = report;
        }

        return kept;
    }

    private static bool HasFailure(ReadOnlySpan<DeliveryReport> reports)
    {
        foreach (var report in reports)
        {
            if (report.Error != ErrorCode.NoError) return true;
        }

        return false;
    }

    private void Die(string reason)
    {
        if (_dead || _stopping) return;

        _dead = true;
        _listener.Died(reason);
    }

    private void HearError(nint @event)
    {
        var code = Native.EventError(@event);
        if (code == ErrorCode.Local_Fatal) Die(_client.Fatal() ?? "fatal error");
        else _log.Line($"{code}", Text(Native.EventErrorString(@event)), severity: 3);
    }

    private void Log(nint @event)
    {
        if (Native.EventLog(@event, out var facility, out var text, out var severity) == 0) _log.Line(Text(facility), Text(text), severity);
    }

    private static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? "";
}
