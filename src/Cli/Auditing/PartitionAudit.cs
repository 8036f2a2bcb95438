using System.Numerics;

namespace ActorServe.Cli.Auditing;

/// <summary>
/// What became of each record of one partition: a bit for each offset that it is there, one that it is answered, one that it is
/// dead-lettered. Only records of which some results came and others did not cost more.
/// </summary>
/// <param name="low">The first offset.</param>
/// <param name="high">The offset after the last.</param>
internal sealed class PartitionAudit(long low, long high)
{
    private readonly Bits _there = new(high - low);
    private readonly Bits _answered = new(high - low);
    private readonly Bits _deadLettered = new(high - low);
    private readonly Dictionary<long, Bits> _parts = [];
    private long _duplicateResults;
    private long _duplicateDeadLetters;
    private long _older;
    private long _later;

    /// <summary>A record is at this offset: transactions and compaction leave gaps.</summary>
    public void Record(long offset)
    {
        if (offset >= low && offset < high) _there.Set(offset - low);
    }

    /// <summary>A result of a record.</summary>
    public void Result(in RecordSource source)
    {
        if (!IsInside(source.Offset)) return;

        var at = source.Offset - low;
        if (_answered.Has(at) || !TakePart(source)) _duplicateResults++;
        else if (source.Parts == 1 || _parts[at].Count == source.Parts) Complete(at, source.Parts);
    }

    /// <summary>A dead letter of a record.</summary>
    public void DeadLetter(in RecordSource source)
    {
        if (IsInside(source.Offset) && !_deadLettered.Set(source.Offset - low)) _duplicateDeadLetters++;
    }

    /// <summary>Adds what was found to <paramref name="counts"/>.</summary>
    public void AddTo(AuditCounts counts)
    {
        counts.DuplicateResults += _duplicateResults;
        counts.DuplicateDeadLetters += _duplicateDeadLetters;
        counts.Older += _older;
        counts.Later += _later;
        for (var word = 0; word < _there.Words; word++)
        {
            var (there, answered, dead) = (_there[word], _answered[word], _deadLettered[word]);
            counts.Records += BitOperations.PopCount(there);
            counts.Answered += BitOperations.PopCount(there & answered);
            counts.DeadLettered += BitOperations.PopCount(there & dead & ~answered);
            counts.Both += BitOperations.PopCount(there & dead & answered);
            counts.Unknown += BitOperations.PopCount(~there & (dead | answered));
        }

        foreach (var (at, _) in _parts)
        {
            if (!_there.Has(at)) counts.Unknown++;
            else if (!_deadLettered.Has(at)) counts.Incomplete++;
        }
    }

    /// <summary>Records without an end, the first ones first; those of which some results came are among them.</summary>
    public IEnumerable<long> Missing()
    {
        for (var word = 0; word < _there.Words; word++)
        {
            for (var open = _there[word] & ~(_answered[word] | _deadLettered[word]); open != 0; open &= open - 1)
                yield return low + (word * 64L) + BitOperations.TrailingZeroCount(open);
        }
    }

    private bool IsInside(long offset)
    {
        if (offset < low) _older++;
        else if (offset >= high) _later++;
        return offset >= low && offset < high;
    }

    /// <summary>False where this part came before. Where runs disagree about how many parts there are, the last one counts.</summary>
    private bool TakePart(in RecordSource source)
    {
        if (source.Parts == 1) return true;

        var at = source.Offset - low;
        if (!_parts.TryGetValue(at, out var parts) || parts.Length != source.Parts)
        {
            _duplicateResults += parts?.Count ?? 0;
            _parts[at] = parts = new Bits(source.Parts);
        }

        return parts.Set(source.Part - 1);
    }

    private void Complete(long at, int parts)
    {
        _answered.Set(at);
        if (_parts.Remove(at, out var former) && former.Length != parts) _duplicateResults += former.Count;
    }
}
