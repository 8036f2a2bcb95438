using ActorServe.Gateway.Ingest.Ledger;
using ActorServe.Shared.Protocol;
using FsCheck.Xunit;

namespace ActorServe.Gateway.Tests.Ingest.Ledger;

/// <summary>
/// Partitions that come and go at random, while what was read of them is finished and withdrawn, once or again, in their time or after it.
/// </summary>
public sealed class AssignmentsProperties
{
    private const int Partitions = 4;
    private const long MaxBytes = 5_000;

    [Property(MaxTest = 300)]
    public void Each_assignment_counts_its_own_rows_and_no_other_epoch_s(int seed)
    {
        var random = new Random(seed);
        var assignments = new Assignments(new LedgerWindow(50, 2_000), MaxBytes);
        var model = new Model();
        for (var step = 0; step < 300; step++)
        {
            Happen(random, assignments, model);
            Check(assignments, model);
        }
    }

    private static void Happen(Random random, Assignments assignments, Model model)
    {
        var partition = random.Next(Partitions);
        switch (random.Next(20))
        {
            case 0:
                assignments.Add(partition, ++model.Epoch);
                model.Epochs[partition] = model.Epoch;
                break;
            case 1:
                assignments.Remove(partition);
                model.Epochs.Remove(partition);
                break;
            case < 11 when assignments.Find(partition) is { } assignment:
                var source = new RowSource(partition, assignment.Ledger.NextSequence, assignment.Id.Epoch);
                var (offset, bytes) = (model.NextOffset++, random.Next(300));
                assignments.Track(assignment, offset, bytes, at: 0);
                model.Rows.Add(source, new Row(offset, bytes));
                break;
            case < 19: assignments.Finish([.. Some(random, model).Select(row => model.End(row, isFinished: true))], at: 0); break;
            default: assignments.Withdraw([.. Some(random, model).Take(1).Select(row => model.End(row, isFinished: false))]); break;
        }
    }

    // Of every epoch there ever was, some of them ended already.
    private static RowSource[] Some(Random random, Model model) =>
        [.. Enumerable.Range(0, model.Rows.Count == 0 ? 0 : random.Next(4))
            .Select(_ => model.Rows.Keys.ElementAt(random.Next(model.Rows.Count))).Distinct()];

    private static void Check(Assignments assignments, Model model)
    {
        Assert.Equal(
            model.Epochs.OrderBy(e => e.Key).Select(e => (e.Key, e.Value)), assignments.All.Select(a => (a.Id.Partition, a.Id.Epoch)));
        var bytes = 0L;
        foreach (var assignment in assignments.All)
        {
            Row[] rows = [.. model.Rows.Where(r => (r.Key.Partition, r.Key.Epoch) == (assignment.Id.Partition, assignment.Id.Epoch))
                .OrderBy(r => r.Key.Sequence).Select(r => r.Value)];
            Row[] prefix = [.. rows.TakeWhile(row => row.IsFinished == true)];
            Assert.Equal(prefix.Length == 0 ? null : prefix[^1].Offset + 1, assignment.Ledger.Watermark);
            Assert.Equal(rows.Count(row => row.IsFinished is null), assignment.Ledger.Outstanding);
            bytes += rows.Where(row => row.IsFinished is null).Sum(row => (long)row.Bytes);
        }

        Assert.Equal(bytes, assignments.Bytes);
        if (bytes >= MaxBytes) Assert.False(assignments.HasRoom);
        if (bytes <= MaxBytes / 2) Assert.True(assignments.HasRoom);
    }

    private readonly record struct Row(long Offset, int Bytes, bool? IsFinished = null);

    private sealed class Model
    {
        public long Epoch { get; set; }

        public long NextOffset { get; set; }

        public Dictionary<int, long> Epochs { get; } = [];

        public Dictionary<RowSource, Row> Rows { get; } = [];

        /// <summary>What ends a row first counts, as long as its assignment is there.</summary>
        public RowSource End(RowSource source, bool isFinished)
        {
            if (Rows[source].IsFinished is null && Epochs.GetValueOrDefault(source.Partition) == source.Epoch)
                Rows[source] = Rows[source] with { IsFinished = isFinished };
            return source;
        }
    }
}
