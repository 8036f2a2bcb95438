using System.Collections.Immutable;
using ActorServe.Gateway.Dispatch;
using ActorServe.Routing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using FsCheck.Xunit;
using static ActorServe.Gateway.Tests.Dispatch.Flights;

namespace ActorServe.Gateway.Tests.Dispatch;

/// <summary>
/// Whatever the order in which rows are answered, retried, withdrawn and emitted, with outcomes that are much larger than the rows.
/// </summary>
public sealed class HeldBytesProperties
{
    [Property(MaxTest = 100)]
    public void What_is_held_stays_within_the_bounds_and_one_row_of_each_partition(int seed, Ordering ordering)
    {
        var run = new LargeOutcomes(seed, ordering);

        for (var step = 0; step < 150; step++)
        {
            run.Step();
            Assert.InRange(run.Table.HeldBytes, 0, run.Rules.MaxHeldBytes + (run.Partitions * run.Size));
            Assert.All(run.HeldByPartition, held => Assert.InRange(held, 0, run.Rules.MaxPartitionHeldBytes + run.Size));
        }
    }

    [Property(MaxTest = 100)]
    public void Every_row_goes_out_in_the_end(int seed, Ordering ordering)
    {
        var run = new LargeOutcomes(seed, ordering);
        for (var step = 0; step < 100; step++) run.Step();

        run.Finish();

        Assert.Equal((0, 0L), (run.Table.Rows, run.Table.HeldBytes));
    }

    [Property(MaxTest = 100)]
    public void A_partition_that_is_never_answered_stops_no_other(int seed, Ordering ordering)
    {
        var run = new LargeOutcomes(seed, ordering) { IsFirstStuck = true };
        for (var step = 0; step < 100; step++) run.Step();

        run.Finish();

        Assert.All(run.LeftByPartition.Skip(1), left => Assert.Equal(0, left));
    }

    private sealed class LargeOutcomes
    {
        private const int Window = 100;
        private readonly Random _random;
        private readonly long[] _epochs;
        private readonly long[] _next;
        private readonly Dictionary<RowSource, InferRow> _atRouter = [];
        private readonly HashSet<RowSource> _left = [];
        private readonly HashSet<RowSource> _held = [];
        private TimeSpan _now;

        public LargeOutcomes(int seed, Ordering ordering)
        {
            _random = new Random(seed);
            Partitions = _random.Next(1, 9);
            Size = _random.Next(100, 1_000);
            // Room for the first rows, which go before any size is known; sometimes no more, sometimes all that may come.
            Rules = new FlightRules
            {
                Ordering = ordering,
                MaxAttempts = int.MaxValue,
                MaxHeldBytes = Size * _random.Next(8 * Partitions, 300),
                MaxPartitionHeldBytes = Size * _random.Next(8, 100),
            };
            Table = new FlightTable(Rules, new Random(seed));
            (_epochs, _next) = ([.. Enumerable.Repeat(1L, Partitions)], new long[Partitions]);
        }

        public bool IsFirstStuck { get; init; }

        public FlightRules Rules { get; }

        public FlightTable Table { get; }

        public int Partitions { get; }

        public int Size { get; }

        public IEnumerable<long> HeldByPartition => _held.GroupBy(s => (s.Partition, s.Epoch)).Select(held => held.Count() * (long)Size);

        public IEnumerable<int> LeftByPartition => Enumerable.Range(0, Partitions).Select(p => _left.Count(s => s.Partition == p));

        public void Step()
        {
            switch (_random.Next(8))
            {
                case < 3: Add(); break;
                case < 6: Settle(_atRouter.Values.Where(r => !IsStuck(r) && _random.Next(3) > 0), failing: 8); break;
                case 6: Pass(); break;
                case 7 when _random.Next(6) == 0: Revoke(_random.Next(Partitions)); break;
                default: break;
            }

            Take(_random.Next(40));
        }

        public void Finish()
        {
            for (var round = 0; round < 2_000 && Table.Rows > 0; round++)
            {
                Settle(_atRouter.Values.Where(r => !IsStuck(r)), failing: int.MaxValue);
                Pass();
                Take(int.MaxValue);
            }
        }

        private bool IsStuck(InferRow row) => IsFirstStuck && row.Source.Partition == 0;

        private void Add()
        {
            var partition = _random.Next(Partitions);
            var room = Window - _left.Count(s => s.Partition == partition);
            if (room <= 0) return;
            var rows = Rows(partition, _random.Next(room) + 1, _next[partition], _epochs[partition])
                .Select(r => r with { Key = r.Source.Sequence % 4 == 3 ? null : new byte[] { (byte)(r.Source.Sequence % 5) } })
                .ToImmutableArray();
            _next[partition] += rows.Length;
            _left.UnionWith(rows.Select(r => r.Source));
            Table.Add(rows);
        }

        private void Settle(IEnumerable<InferRow> rows, int failing)
        {
            InferRow[] chosen = [.. rows.OrderBy(_ => _random.Next())];
            foreach (var row in chosen)
            {
                _atRouter.Remove(row.Source);
                var fails = _random.Next(failing) == 0;
                Table.Settle([fails ? Failed(row, FailureKind.ModelError) : Completed(row, Size - 64)], _now);
                if (!fails) _held.Add(row.Source);
                TakeWithdrawn();
            }
        }

        private void Pass() => Table.Wake(_now += TimeSpan.FromSeconds(_random.Next(60)));

        private void Revoke(int partition)
        {
            Table.Withdraw([new PartitionEpoch(partition, _epochs[partition]++)]);
            _next[partition] = 0;
            TakeWithdrawn();
            var back = _atRouter.Values.Where(r => r.Source.Partition == partition && _random.Next(2) == 0).ToImmutableArray();
            foreach (var row in back) _atRouter.Remove(row.Source);
            Table.Return(back);
        }

        private void Take(int limit)
        {
            foreach (var outcome in Table.TakeOutcomes(limit)) End(outcome.Row.Source);
            foreach (var row in Table.TakeOffers()) _atRouter.Add(row.Source, row);
            TakeWithdrawn();
        }

        private void TakeWithdrawn()
        {
            foreach (var source in Table.TakeWithdrawn()) End(source);
        }

        private void End(RowSource source)
        {
            _left.Remove(source);
            _held.Remove(source);
        }
    }
}
