using System.Collections.Immutable;
using ActorServe.ActorTestKit;
using ActorServe.Gateway.Commit;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Produce;
using ActorServe.Shared.Protocol;
using Akka.Hosting;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorServe.Gateway.Tests.Commit;

public sealed class CommitterSpecs : PatientTestKit, IIngestControl
{
    private readonly List<string> _heard = [];

    [Fact]
    public async Task Delivered_rows_are_finished_and_halted_rows_halt_in_the_order_of_the_stream()
    {
        DeliveredBatch[] batches =
        [
            new([Row(0), Row(1)], []),
            new([], [new HaltedRow(Row(2), "bad")]),
            new([Row(3)], []),
        ];

        await Source.From(batches).RunWith(Committer.Sink(this), Sys.Materializer());

        Assert.Equal(["finish 0 1", "halt 2 bad", "finish 3"], _heard);
    }

    void IIngestControl.Finish(ImmutableArray<RowSource> rows) =>
        _heard.Add($"finish {string.Join(' ', rows.Select(row => row.Sequence))}");

    void IIngestControl.Withdrawn(ImmutableArray<RowSource> rows) => _heard.Add("withdrawn");

    void IIngestControl.Halt(RowSource row, string reason) => _heard.Add($"halt {row.Sequence} {reason}");

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    private static RowSource Row(long sequence) => new(0, sequence, 1);
}
