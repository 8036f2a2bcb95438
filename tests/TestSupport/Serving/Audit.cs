using ActorServe.TestSupport.Kafka;

namespace ActorServe.TestSupport.Serving;

/// <summary>What the results say about the records 0 to n-1 that <see cref="ServedApplication.Fill"/> wrote.</summary>
/// <param name="Missing">Records without a result.</param>
/// <param name="Duplicates">Results beyond the first of their record.</param>
/// <param name="Wrong">Results that are not what the record asks for.</param>
/// <param name="OutOfOrder">
/// Records whose first result stands in its partition behind that of a later one. Two readers of a partition, one after another or both at
/// once, make duplicates, but none of these: each writes in order all from where it began.
/// </param>
public sealed record Audit(int Missing, int Duplicates, int Wrong, int OutOfOrder)
{
    /// <summary>Every record answered once, rightly, in order.</summary>
    public static Audit Clean { get; } = new(0, 0, 0, 0);

    /// <summary>Reads the results.</summary>
    public static Audit Of(IReadOnlyList<ReadRecord> results, int records, Func<byte[], byte[]> answer)
    {
        var seen = new int[records];
        var last = new Dictionary<int, long>();
        var (wrong, outOfOrder) = (0, 0);
        foreach (var result in results)
        {
            var (partition, offset) = result.SourceOffset;
            var number = (offset * ServedApplication.Partitions) + partition;
            if (number < 0 || number >= records)
            {
                wrong++;
                continue;
            }

            if (!answer(TestTopics.Number(number)).AsSpan().SequenceEqual(result.Value)) wrong++;
            if (seen[number]++ > 0) continue;
            if (last.TryGetValue(partition, out var before) && offset < before) outOfOrder++;
            last[partition] = offset;
        }

        return new Audit(seen.Count(s => s == 0), seen.Sum(s => Math.Max(0, s - 1)), wrong, outOfOrder);
    }

    /// <summary>The answer of the Mirror deployment.</summary>
    public static byte[] Mirrored(byte[] value)
    {
        var reversed = value.ToArray();
        Array.Reverse(reversed);
        return reversed;
    }

    /// <summary>The answer of a deployment that echoes.</summary>
    public static byte[] Same(byte[] value) => value;
}
