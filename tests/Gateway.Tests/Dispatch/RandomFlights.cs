using System.Collections.Immutable;
using ActorServe.Gateway.Dispatch;
using ActorServe.Routing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using static ActorServe.Gateway.Tests.Dispatch.Flights;

namespace ActorServe.Gateway.Tests.Dispatch;

/// <summary>Drives a flight table at random, as a stream, a router, a clock and a consumer thread would together.</summary>
internal sealed class RandomFlights(int seed, Ordering ordering, FailurePolicy policy)
{
    public const int MaxAttempts = 3;
    private const int Partitions = 3;

    private readonly Random _random = new(seed);
    private readonly List<InferRow> _atRouter = [];
    private readonly HashSet<PartitionEpoch> _ended = [];
    private readonly long[] _epochs = Enumerable.Repeat(1L, Partitions).ToArray();
    private readonly long[] _next = new long[Partitions];
    private TimeSpan _now;

    public FlightTable Table { get; } = new(
        new FlightRules { Ordering = ordering, OnFailure = policy, MaxAttempts = MaxAttempts, MaxHeldBytes = 3_000 }, new Random(seed));

    public List<RowSource> Added { get; } = [];

    public List<FlightOutcome> Emitted { get; } = [];

    public List<RowSource> Withdrawn { get; } = [];

    public Dictionary<RowSource, int> CountedRuns { get; } = [];

    /// <summary>Few keys, and every fourth row has none.</summary>
    public static string? KeyOf(RowSource source) => source.Sequence % 4 == 3 ? null : $"k{source.Sequence * 7 % 5}";

    public RandomFlights ToTheEnd()
    {
        for (var step = 0; step < 120; step++) Step();

        // A halted assignment ends as the consumer thread ends it; all others run until nothing is left.
        foreach (var halted in Emitted.Where(o => o.Kind == OutcomeKind.Halted).ToList())
            End(halted.Row.Source.Partition, halted.Row.Source.Epoch);
        for (var step = 0; step < 2_000 && Table.Rows > 0; step++)
        {
            SettleSome();
            Pass();
            Take(100);
            foreach (var halted in Emitted.Where(o => o.Kind == OutcomeKind.Halted).ToList())
                End(halted.Row.Source.Partition, halted.Row.Source.Epoch);
        }

        Take(100);
        return this;
    }

    private void Step()
    {
        switch (_random.Next(10))
        {
            case < 4: Add(); break;
            case < 6: SettleSome(); break;
            case 6: Pass(); break;
            case 7 when _random.Next(5) == 0: Revoke(_random.Next(Partitions)); break;
            case 8 when _random.Next(4) == 0: ReturnSome(all: false); break;
            default: break;
        }

        Take(_random.Next(6));
    }

    private void Add()
    {
        var rows = Enumerable.Range(0, _random.Next(1, 12)).Select(_ => NextRow(_random.Next(Partitions))).ToImmutableArray();
        Added.AddRange(rows.Select(r => r.Source));
        Table.Add(rows);
    }

    private InferRow NextRow(int partition)
    {
        var source = new RowSource(partition, _next[partition]++, _epochs[partition]);
        return Row(partition, source.Sequence, KeyOf(source), source.Epoch);
    }

    private void SettleSome()
    {
        var chosen = _atRouter.Where(_ => _random.Next(2) == 0).ToList();
        _atRouter.RemoveAll(chosen.Contains);
        Table.Settle([.. chosen.OrderBy(_ => _random.Next()).Select(Outcome)], _now);
    }

    private RowOutcome Outcome(InferRow row)
    {
        var failure = _random.Next(12) switch
        {
            0 => FailureKind.ModelError, 1 => FailureKind.Timeout, 2 => FailureKind.Overload,
            3 when _random.Next(4) == 0 => FailureKind.BadInput,
            _ => FailureKind.None,
        };
        if (failure != FailureKind.Overload) CountedRuns[row.Source] = CountedRuns.GetValueOrDefault(row.Source) + 1;
        return failure == FailureKind.None ? Completed(row, _random.Next(200)) : Failed(row, failure);
    }

    private void Pass()
    {
        _now += TimeSpan.FromSeconds(_random.Next(40));
        Table.Wake(_now);
    }

    private void Revoke(int partition)
    {
        End(partition, _epochs[partition]);
        // The stream may still bring rows of the assignment that ended.
        if (_random.Next(2) == 0) Add();
        _epochs[partition]++;
        _next[partition] = 0;
    }

    private void End(int partition, long epoch)
    {
        if (!_ended.Add(new PartitionEpoch(partition, epoch))) return;
        Table.Withdraw([new PartitionEpoch(partition, epoch)]);
        ReturnSome(all: _random.Next(2) == 0);
    }

    private void ReturnSome(bool all)
    {
        var back = _atRouter.Where(r => all
            ? _ended.Contains(new PartitionEpoch(r.Source.Partition, r.Source.Epoch))
            : _random.Next(4) == 0).ToImmutableArray();
        _atRouter.RemoveAll(back.Contains);
        Table.Return(back);
    }

    private void Take(int limit)
    {
        _atRouter.AddRange(Table.TakeOffers());
        Emitted.AddRange(Table.TakeOutcomes(limit));
        _atRouter.AddRange(Table.TakeOffers());
        Withdrawn.AddRange(Table.TakeWithdrawn());
    }
}
