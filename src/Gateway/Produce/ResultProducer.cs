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
    private readonly SkipLog _skipLog = new(settings.Log, settings.Time, settings.Spans);
    private readonly SendSpans _sends = new();
    private readonly EndedRows _ended = new();
    private readonly PackedProducer _batched = new(Packing.Batched, settings.Connect, wake);
    private readonly PackedProducer _alone = new(Packing.Alone, settings.Connect, wake);

    /// <summary>Whether another row may be taken.</summary>
    public bool HasRoom => _outstanding.Count < _options.MaxRecords && _outstanding.Bytes < _options.MaxBytes
        && _ended.Count < _options.MaxRecords;

    /// <summary>Whether every row that was taken is delivered.</summary>
    public bool IsIdle => _outstanding.Rows == 0;

    /// <summary>Whether there is something for <see cref="TakeDelivered"/>.</summary>
    public bool HasDelivered => _ended.Count > 0;

    /// <summary>Connects before the first record, so that it does not wait for that.</summary>
    public void Start()
    {
        if (_options.OutputTopic is not null) _batched.Start();
    }

    /// <summary>Takes a row to its end, with the next <see cref="SendWaiting"/>. Call it while <see cref="HasRoom"/>.</summary>
    public void Take(in FlightOutcome outcome)
    {
        settings.Spans?.Tell(outcome);
        switch (outcome.Kind)
        {
            case OutcomeKind.Completed when _options.OutputTopic is not null && !outcome.Entry.Outputs.IsDefaultOrEmpty:
                HoldResults(outcome);
                break;
            case OutcomeKind.DeadLetter when _options.DeadLetterTopic is not null:
                Hold(outcome, _outstanding.Begin(outcome, outputs: 1), part: 0, Sending.DeadLetter, valueBytes: 0);
                break;
            case OutcomeKind.Completed:
                if (!outcome.Entry.Outputs.IsDefaultOrEmpty) _totals.CountResults(outcome.Entry.Outputs.Length);
                _ended.Finish(outcome.Row.Source);
                break;
            case OutcomeKind.Skipped:
                Skip(outcome.Row, ReasonOf(outcome.Entry));
                _ended.Finish(outcome.Row.Source);
                break;
            default:
                _ended.Halt(outcome.Row, ReasonOf(outcome.Entry));
                break;
        }
    }

    /// <summary>Sends what may go: once for many rows, so that those of a partition go together.</summary>
    public void SendWaiting()
    {
        Send(_batched);
        Send(_alone);
    }

    /// <summary>Takes in what the producers reported; what that made room for goes with the next <see cref="SendWaiting"/>.</summary>
    public void Hear()
    {
        HearOf(_batched);
        HearOf(_alone);
    }

    /// <summary>The rows that were delivered since the last call.</summary>
    public DeliveredBatch TakeDelivered() => _ended.Take();

    /// <summary>
    /// Lets go of the producers without waiting. What they had may or may not arrive; none of it was reported as delivered.
    /// </summary>
    public void Close()
    {
        _batched.LetGo();
        _alone.LetGo();
        _sends.Close();
    }

    private void HoldResults(in FlightOutcome outcome)
    {
        var outputs = outcome.Entry.Outputs;
        var row = _outstanding.Begin(outcome, outputs.Length);
        for (var part = 0; part < outputs.Length; part++) Hold(outcome, row, part, Sending.Result, outputs[part].Value.Length);
    }

    private void Hold(in FlightOutcome outcome, int row, int part, Sending sending, int valueBytes) =>
        LanesOf(sending).Add(_outstanding.Add(row, part, sending, outcome.Row.Bytes + valueBytes), outcome.Row.Source.Partition);

    private void Send(PackedProducer producer)
    {
        while (producer.Lanes.TryPeek(out var id))
        {
            switch (producer.Produce(Write(id), id))
            {
                case ErrorCode.NoError:
                    _outstanding.Sent(id);
                    producer.Lanes.Sent();
                    break;
                case ErrorCode.Local_QueueFull:
                    return;
                case ErrorCode.Local_Fatal:
                    Replace(producer, "the producer refuses everything since a fatal error");
                    break;
                case var error:
                    producer.Lanes.Skip();
                    Refused(id, error, isByTheClient: true);
                    break;
            }
        }
    }

    private void HearOf(PackedProducer producer)
    {
        Settle(producer, out var died);
        if (died is not null) Replace(producer, died);
    }

    private SendingLanes LanesOf(Sending sending) => (Refusals.PackingOf(sending) == Packing.Batched ? _batched : _alone).Lanes;

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

        var bytes = DeadLetters.LeavesOutValue(output.Sending) ? 0 : outcome.Row.Value?.Length ?? 0;
        var dead = _sends.Of(id, outcome, _options.DeadLetterTopic!, bytes);
        return _deadLetters.Write(outcome, _outstanding.RefusalOf(output.Row), output.Sending, _headers, dead);
    }

    private void Settle(PackedProducer producer, out string? died)
    {
        foreach (var report in producer.Take(out died))
        {
            producer.Lanes.Settled(LaneOf(report.Id));
            if (report.Error == ErrorCode.NoError) Delivered(producer, report.Id);
            else Refused(report.Id, report.Error, isByTheClient: false);
        }
    }

    private void Delivered(PackedProducer producer, int id)
    {
        producer.Delivered();
        _sends.Settled(id, ErrorCode.NoError);
        if (_outstanding[id].IsResult) _totals.CountResults();
        else _totals.CountDeadLetter();
        Settle(id);
    }

    private void Settle(int id)
    {
        if (_outstanding.Settle(id, out var source)) _ended.Finish(source);
    }

    private void Refused(int id, ErrorCode error, bool isByTheClient)
    {
        var output = _outstanding[id];
        if (!Refusals.IsOfTheRecord(error))
            throw new DeliveryException($"Producing to {Write(id).Topic} failed: {new Error(error).Reason}");

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
        _skipLog.Add(row, reason);
    }

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
            _ended.Halt(_outstanding.OutcomeOf(row).Row, reason);
        }

        Settle(id);
    }

    // One that dies before it delivered anything would die again at once: the stream fails then, and is rebuilt with backoff.
    private void Replace(PackedProducer dead, string reason)
    {
        Settle(dead, out var died);
        if (!dead.LetGo()) throw new DeliveryException($"The Kafka producer died: {died ?? reason}");

        settings.Log.LogWarning(
            "The Kafka producer died and is replaced; {Outputs} outputs may go out again: {Reason}", _outstanding.Count, died ?? reason);
        var held = _outstanding.TakeSent(sending => Refusals.PackingOf(sending) == dead.Packing);
        dead.Lanes.Return(held, LaneOf);
    }
}
