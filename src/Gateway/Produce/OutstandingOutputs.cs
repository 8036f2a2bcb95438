using ActorServe.Gateway.Dispatch;
using ActorServe.Shared.Protocol;
using Confluent.Kafka;

namespace ActorServe.Gateway.Produce;

/// <summary>How an output is sent now.</summary>
internal enum Sending : byte
{
    /// <summary>A result, in a batch with others.</summary>
    Result,

    /// <summary>A result that was refused with its batch, in a batch of its own.</summary>
    ResultAlone,

    /// <summary>The row instead of its results.</summary>
    DeadLetter,

    /// <summary>A dead letter that was refused with its batch, in a batch of its own.</summary>
    DeadLetterAlone,

    /// <summary>A dead letter whose timestamp was refused, with the time of sending.</summary>
    DeadLetterOfNow,

    /// <summary>A dead letter that is too large, without its value.</summary>
    DeadLetterWithoutValue,

    /// <summary>A dead letter that was refused in another way, too: nothing of the record but where it is, and why it failed.</summary>
    BareDeadLetter,
}

/// <summary>One record on its way.</summary>
/// <param name="Row">The row's slot.</param>
/// <param name="Part">Which of the row's outputs, from 0.</param>
/// <param name="Sending">How it is sent.</param>
internal readonly record struct Output(int Row, int Part, Sending Sending)
{
    /// <summary>It is a result, and not the row's dead letter.</summary>
    public bool IsResult => Sending is Sending.Result or Sending.ResultAlone;
}

/// <summary>
/// Which rows await how many acknowledgements. Pure, and no allocation a record: slots are used again. A row is done when each of its
/// outputs is settled; an output that goes another way (alone, as a dead letter) keeps its slot, and its row waits for that one instead.
/// </summary>
internal sealed class OutstandingOutputs
{
    private readonly Slots<RowSlot> _rows = new();
    private readonly Slots<OutputSlot> _outputs = new();
    private long _sent;

    /// <summary>Outputs that are not settled.</summary>
    public int Count => _outputs.Count;

    /// <summary>Their bytes, with the rows that are held for them.</summary>
    public long Bytes { get; private set; }

    /// <summary>Rows that are not done.</summary>
    public int Rows => _rows.Count;

    /// <summary>The output with this id.</summary>
    public Output this[int id] => _outputs[id].Output;

    /// <summary>Holds a row until that many outputs of it are settled.</summary>
    public int Begin(in FlightOutcome outcome, int outputs) => _rows.Take(new RowSlot { Outcome = outcome, Unsettled = outputs });

    /// <summary>Adds the next output of a row; the id is unique among the outstanding ones.</summary>
    public int Add(int row, int part, Sending sending, int bytes)
    {
        Bytes += bytes;
        return _outputs.Take(new OutputSlot { Output = new Output(row, part, sending), Bytes = bytes });
    }

    /// <summary>The row of an output.</summary>
    public ref readonly FlightOutcome OutcomeOf(int row) => ref _rows[row].Outcome;

    /// <summary>Why the broker refused the row's result; <see cref="ErrorCode.NoError"/> where it did not.</summary>
    public ErrorCode RefusalOf(int row) => _rows[row].Refusal;

    /// <summary>The client has the output now.</summary>
    public void Sent(int id) => _outputs[id].Order = ++_sent;

    /// <summary>The output will be sent another way.</summary>
    public void Change(int id, Sending sending)
    {
        ref var slot = ref _outputs[id];
        slot.Output = slot.Output with { Sending = sending };
        slot.Order = 0;
    }

    /// <summary>The broker refused a result of this row for good.</summary>
    /// <returns>Whether it is the first: a row has one dead letter at most.</returns>
    public bool Refuse(int row, ErrorCode refusal)
    {
        ref var slot = ref _rows[row];
        if (slot.Refusal != ErrorCode.NoError) return false;

        slot.Refusal = refusal;
        return true;
    }

    /// <summary>The row never counts as finished.</summary>
    /// <returns>Whether it did not halt before.</returns>
    public bool Halt(int row)
    {
        ref var slot = ref _rows[row];
        var first = !slot.IsHalted;
        slot.IsHalted = true;
        return first;
    }

    /// <summary>The output is done with.</summary>
    /// <param name="id">The output.</param>
    /// <param name="source">Its row.</param>
    /// <returns>Whether the row is finished by this: its last output, and it did not halt.</returns>
    public bool Settle(int id, out RowSource source)
    {
        var output = _outputs[id];
        Bytes -= output.Bytes;
        _outputs.Return(id);

        ref var row = ref _rows[output.Output.Row];
        source = row.Outcome.Row.Source;
        if (--row.Unsettled > 0) return false;

        var finished = !row.IsHalted;
        _rows.Return(output.Output.Row);
        return finished;
    }

    /// <summary>The outputs that a client has, in the order in which they were sent; they count as not sent after this.</summary>
    public int[] TakeSent(Func<Sending, bool> which)
    {
        var sent = _outputs.Taken().Where(id => _outputs[id].Order > 0 && which(_outputs[id].Output.Sending)).ToArray();
        Array.Sort(Array.ConvertAll(sent, id => _outputs[id].Order), sent);
        foreach (var id in sent) _outputs[id].Order = 0;
        return sent;
    }

    private struct RowSlot
    {
        public FlightOutcome Outcome;
        public int Unsettled;
        public ErrorCode Refusal;
        public bool IsHalted;
    }

    private struct OutputSlot
    {
        public Output Output;
        public int Bytes;
        public long Order;
    }
}
