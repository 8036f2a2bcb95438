using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Tracing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Produce;

/// <summary>
/// Brings the outputs of rows to the broker and knows when a row is delivered. Holds each row until all its outputs are settled, so that a
/// producer that dies is replaced and what it had goes out again, in the same order. Never drops: a full client is waited for, a refusal is
/// followed up, and an error that is no record's fault is thrown. One thread at a time.
/// </summary>
/// <param name="settings">Where to, how much, and who is told.</param>
/// <param name="wake">Called on a producer's thread when <see cref="Hear"/> has something to hear.</param>
internal sealed class ResultProducer(ProduceSettings settings, Action wake)
{
    private readonly OutstandingOutputs _outstanding = new();
    private readonly ProduceOptions _options = settings.Options;
    private readonly ProduceTotals _totals = settings.Totals;
    private readonly ResultRecords _results = new(settings.Options);
    private readonly DeadLetters _deadLetters = new(settings.Options, settings.Time);
    private readonly OutgoingHeaders _headers = new();
    private readonly SkipLog _skipLog = new(settings.Log, settings.Time);
    private readonly SendSpans _sends = new();
    private readonly Connection?[] _connections = new Connection?[2];
    private readonly SendingLanes[] _lanes = [new(), new()];
    private readonly List<RowSource> _finished = [];
    private readonly List<HaltedRow> _halted = [];

    /// <summary>Whether another row may be taken.</summary>
    public bool HasRoom => _outstanding.Count < _options.MaxRecords && _outstanding.Bytes < _options.MaxBytes
        && _finished.Count + _halted.Count < _options.MaxRecords;

    /// <summary>Whether every row that was taken is delivered.</summary>
    public bool IsIdle => _outstanding.Rows == 0;

    /// <summary>Whether there is something for <see cref="TakeDelivered"/>.</summary>
    public bool HasDelivered => _finished.Count > 0 || _halted.Count > 0;

    /// <summary>Connects before the first record, so that it does not wait for that.</summary>
    public void Start()
    {
        if (_options.OutputTopic is not null) ConnectionOf(Packing.Batched);
    }

    /// <summary>Takes a row to its end, with the next <see cref="SendWaiting"/>. Call it while <see cref="HasRoom"/>.</summary>
    public void Take(in FlightOutcome outcome)
    {
        settings.Spans?.Tell(outcome);
        switch (outcome.Kind)
        {
            case OutcomeKind.Completed when _options.OutputTopic is not null && !outcome.Entry.Outputs.IsDefaultOrEmpty:
                Hold(outcome, Sending.Result, outcome.Entry.Outputs.Length);
                break;
            case OutcomeKind.DeadLetter when _options.DeadLetterTopic is not null:
                Hold(outcome, Sending.DeadLetter, outputs: 1);
                break;
            case OutcomeKind.Completed:
                if (!outcome.Entry.Outputs.IsDefaultOrEmpty) _totals.CountResults(outcome.Entry.Outputs.Length);
                _finished.Add(outcome.Row.Source);
                break;
            case OutcomeKind.Skipped:
                Skip(outcome.Row, ReasonOf(outcome.Entry));
                _finished.Add(outcome.Row.Source);
                break;
            default:
                _halted.Add(HaltedRow.At(outcome.Row, ReasonOf(outcome.Entry)));
                break;
        }
    }

    /// <summary>Sends what may go: once for many rows, so that those of a partition go together.</summary>
    public void SendWaiting()
    {
        Send(Packing.Batched);
        Send(Packing.Alone);
    }

    /// <summary>Takes in what the producers reported; what that made room for goes with the next <see cref="SendWaiting"/>.</summary>
    public void Hear()
    {
        foreach (var connection in _connections)
        {
            if (connection is null) continue;

            Settle(connection, out var died);
            if (died is not null) Replace(connection, died);
        }
    }

    /// <summary>The rows that were delivered since the last call.</summary>
    public DeliveredBatch TakeDelivered()
    {
        var delivered = new DeliveredBatch(ImmutableCollectionsMarshal.AsImmutableArray(_finished.ToArray()), [.. _halted]);
        _finished.Clear();
        _halted.Clear();
        return delivered;
    }

    /// <summary>
    /// Lets go of the producers without waiting. What they had may or may not arrive; none of it was reported as delivered.
    /// </summary>
    public void Close()
    {
        foreach (var connection in _connections) connection?.Producer.Dispose();
        _sends.Close();
    }

    private void Hold(in FlightOutcome outcome, Sending sending, int outputs)
    {
        var row = _outstanding.Begin(outcome, outputs);
        for (var part = 0; part < outputs; part++)
        {
            var bytes = outcome.Row.Bytes + (sending == Sending.Result ? outcome.Entry.Outputs[part].Value.Length : 0);
            LanesOf(sending).Add(_outstanding.Add(row, part, sending, bytes), outcome.Row.Source.Partition);
        }
    }

    private void Send(Packing packing)
    {
        var lanes = _lanes[(int)packing];
        while (lanes.TryPeek(out var id))
        {
            var connection = ConnectionOf(packing);
            switch (connection.Producer.Produce(Write(id), id))
            {
                case ErrorCode.NoError:
                    _outstanding.Sent(id);
                    lanes.Sent();
                    break;
                case ErrorCode.Local_QueueFull:
                    return;
                case ErrorCode.Local_Fatal:
                    Replace(connection, "the producer refuses everything since a fatal error");
                    break;
                case var error:
                    lanes.Skip();
                    Refused(id, error, isByTheClient: true);
                    break;
            }
        }
    }

    private SendingLanes LanesOf(Sending sending) => _lanes[(int)Refusals.PackingOf(sending)];

    private int LaneOf(int id) => _outstanding.OutcomeOf(_outstanding[id].Row).Row.Source.Partition;

    private OutgoingRecord Write(int id)
    {
        var output = _outstanding[id];
        ref readonly var outcome = ref _outstanding.OutcomeOf(output.Row);
        if (output.IsResult)
        {
            var span = _sends.Of(id, outcome, _options.OutputTopic!, outcome.Entry.Outputs[output.Part].Value.Length);
            return _results.Write(outcome, output.Part, _headers, span);
        }

        var withValue = output.Sending != Sending.DeadLetterWithoutValue;
        var dead = _sends.Of(id, outcome, _options.DeadLetterTopic!, withValue ? outcome.Row.Value?.Length ?? 0 : 0);
        return _deadLetters.Write(outcome, _outstanding.RefusalOf(output.Row), withValue, _headers, dead);
    }

    private void Settle(Connection connection, out string? died)
    {
        foreach (var report in connection.Inbox.Take(out died))
        {
            _lanes[(int)connection.Packing].Settled(LaneOf(report.Id));
            if (report.Error == ErrorCode.NoError) Delivered(connection, report.Id);
            else Refused(report.Id, report.Error, isByTheClient: false);
        }
    }

    private void Delivered(Connection connection, int id)
    {
        connection.HasDelivered = true;
        _sends.Settled(id, ErrorCode.NoError);
        if (_outstanding[id].IsResult) _totals.CountResults();
        else _totals.CountDeadLetter();
        Settle(id);
    }

    private void Settle(int id)
    {
        if (_outstanding.Settle(id, out var source)) _finished.Add(source);
    }

    private void Refused(int id, ErrorCode error, bool isByTheClient)
    {
        var output = _outstanding[id];
        if (!Refusals.IsOfTheRecord(error)) throw new DeliveryException($"Producing to {Write(id).Topic} failed: {new Error(error).Reason}");

        _sends.Settled(id, error);
        if (Refusals.Next(output.Sending, error, isByTheClient) is { } next) SendAs(id, next);
        else if (output.IsResult) ResultRefused(id, output.Row, error);
        else Halt(id, output.Row, $"the broker refused its dead letter: {new Error(error).Reason}");
    }

    private void ResultRefused(int id, int row, ErrorCode error)
    {
        if (_options.OnFailure == FailurePolicy.Skip) SkipResult(id, row, error);
        else if (_options.OnFailure == FailurePolicy.Stop || _options.DeadLetterTopic is null) Halt(id, row, DeadLetters.Reason(error));
        else if (_outstanding.Refuse(row, error)) SendDeadLetter(id, row);
        else Settle(id);
    }

    private void SendDeadLetter(int id, int row)
    {
        settings.Spans?.TellRefused(_outstanding.OutcomeOf(row).Row, OutcomeKind.DeadLetter);
        SendAs(id, Sending.DeadLetter);
    }

    private void SkipResult(int id, int row, ErrorCode error)
    {
        // A row counts once, however many of its outputs are refused.
        if (_outstanding.Refuse(row, error))
        {
            settings.Spans?.TellRefused(_outstanding.OutcomeOf(row).Row, OutcomeKind.Skipped);
            Skip(_outstanding.OutcomeOf(row).Row, DeadLetters.Reason(error));
        }

        Settle(id);
    }

    private void Skip(InferRow row, string reason)
    {
        _totals.CountSkipped();
        if (row.Trace is not null && settings.Spans is { } spans) TellSkipped(spans, row, reason);
        else _skipLog.Add(row, reason);
    }

    // Apart: a method with a closure makes it for every row, traced or not.
    private void TellSkipped(RecordSpans spans, InferRow row, string reason) =>
        spans.InTraceOf(row.Source, () => _skipLog.Add(row, reason));

    private static string ReasonOf(in RowEntry entry) => entry.Message ?? $"{entry.Failure}";

    private void SendAs(int id, Sending sending)
    {
        _outstanding.Change(id, sending);
        LanesOf(sending).Add(id, LaneOf(id));
    }

    private void Halt(int id, int row, string reason)
    {
        if (_outstanding.Halt(row))
        {
            settings.Spans?.TellRefused(_outstanding.OutcomeOf(row).Row, OutcomeKind.Halted);
            _halted.Add(HaltedRow.At(_outstanding.OutcomeOf(row).Row, reason));
        }

        Settle(id);
    }

    private Connection ConnectionOf(Packing packing) => _connections[(int)packing] ??= Connect(packing);

    private Connection Connect(Packing packing)
    {
        var inbox = new DeliveryInbox(wake);
        return new Connection(packing, settings.Connect(packing, inbox), inbox);
    }

    // One that dies before it delivered anything would die again at once: the stream fails then, and is rebuilt with backoff.
    private void Replace(Connection dead, string reason)
    {
        Settle(dead, out var died);
        dead.Producer.Dispose();
        _connections[(int)dead.Packing] = null;
        if (!dead.HasDelivered) throw new DeliveryException($"The Kafka producer died: {died ?? reason}");

        settings.Log.LogWarning("The Kafka producer died and is replaced; {Outputs} outputs may go out again: {Reason}", _outstanding.Count, died ?? reason);
        var held = _outstanding.TakeSent(sending => Refusals.PackingOf(sending) == dead.Packing);
        _lanes[(int)dead.Packing].Return(held, LaneOf);
    }

    private sealed class Connection(Packing packing, IRecordProducer producer, DeliveryInbox inbox)
    {
        public Packing Packing { get; } = packing;

        public IRecordProducer Producer { get; } = producer;

        public DeliveryInbox Inbox { get; } = inbox;

        public bool HasDelivered { get; set; }
    }
}
