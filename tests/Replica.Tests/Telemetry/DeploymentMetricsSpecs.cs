using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport.Telemetry;

namespace ActorServe.Replica.Tests.Telemetry;

public sealed class DeploymentMetricsSpecs : IDisposable
{
    private readonly Measured _measured = new();
    private readonly ReplicaMetrics _metrics;

    public DeploymentMetricsSpecs() => _metrics = new ReplicaMetrics(_measured.Meter);

    private DeploymentMetrics Digits => _metrics.Of(new DeploymentId("app", "digits"));

    [Fact]
    public void A_run_of_several_batches_tells_the_size_of_each()
    {
        Digits.Ran(rows: 40, maxBatchSize: 16, TimeSpan.FromMilliseconds(5));

        Assert.Equal([Tagged("3")], _measured.Of("actorserve.batches.run"));
        Assert.Equal([Tagged("16"), Tagged("16"), Tagged("8")], _measured.Of("actorserve.batch.size"));
        Assert.Equal([Tagged("0.005")], _measured.Of("actorserve.batch.run.duration"));
    }

    [Theory]
    [InlineData(33, 32, 2)]
    [InlineData(64, 32, 2)]
    [InlineData(5, 32, 1)]
    [InlineData(3, 1, 3)]
    public void As_many_sizes_are_told_as_batches_are_counted_and_their_sum_is_the_rows(int rows, int maxBatchSize, int batches)
    {
        Digits.Ran(rows, maxBatchSize, TimeSpan.Zero);

        Assert.Equal(batches, _measured.SumOf("actorserve.batches.run"));
        Assert.Equal(batches, _measured.Of("actorserve.batch.size").Count);
        Assert.Equal(rows, _measured.SumOf("actorserve.batch.size"));
    }

    [Fact]
    public void A_run_whose_rows_were_answered_before_it_ended_counts_no_batch()
    {
        Digits.Ran(rows: 0, maxBatchSize: 16, TimeSpan.FromSeconds(2));

        Assert.Empty(_measured.Of("actorserve.batches.run"));
        Assert.Equal([Tagged("2")], _measured.Of("actorserve.batch.run.duration"));
    }

    [Fact]
    public void Rows_are_counted_by_what_became_of_them()
    {
        Digits.Ended(
        [
            RowEntry.Completed(0, []), RowEntry.Completed(1, []), RowEntry.Rejected(2), RowEntry.Failed(3, FailureKind.BadInput, ""),
            RowEntry.Failed(4, FailureKind.ModelError, ""), RowEntry.Failed(5, FailureKind.Timeout, ""),
            RowEntry.Failed(6, FailureKind.Overload, ""),
        ]);
        Digits.Rejected(5);

        Assert.Equal(
            ["completed: 2", "rejected: 1", "bad_input: 1", "model_error: 1", "timeout: 1", "other: 1", "rejected: 5"],
            _measured.Of("actorserve.replica.rows").Select(line => line[(line.LastIndexOf('=') + 1)..]));
    }

    [Fact]
    public void What_replicas_of_a_deployment_have_to_do_is_added_up_until_they_end()
    {
        var first = Digits.Running(TimeSpan.FromSeconds(3), () => new ReplicaLoad(Ongoing: 5, Capacity: 8, Queued: 2));
        using var second = Digits.Running(TimeSpan.FromSeconds(4), () => new ReplicaLoad(1, 8, 0));

        Assert.Equal((Tagged("2"), Tagged("6"), Tagged("16"), Tagged("2")), Loads());
        first.Dispose();
        Assert.Equal((Tagged("1"), Tagged("1"), Tagged("8"), Tagged("0")), Loads());
        Assert.Equal([Tagged("3"), Tagged("4")], _measured.Of("actorserve.replica.start.duration"));
    }

    [Fact]
    public void A_deployment_without_replicas_is_not_told()
    {
        Digits.Running(TimeSpan.Zero, () => new ReplicaLoad(5, 8, 2)).Dispose();

        Assert.Empty(_measured.Of("actorserve.replica.running"));
    }

    [Fact]
    public void The_document_has_every_metric_with_its_kind_unit_and_attributes()
    {
        Samples.MeasureAll(Digits);

        Assert.Equal(MetricsDocument.RowsOf("Replica"), _measured.Rows);
    }

    public void Dispose() => _measured.Dispose();

    private (string, string, string, string) Loads() => (
        Assert.Single(_measured.Of("actorserve.replica.running")), Assert.Single(_measured.Of("actorserve.replica.ongoing")),
        Assert.Single(_measured.Of("actorserve.replica.capacity")), Assert.Single(_measured.Of("actorserve.batch.queued")));

    private static string Tagged(string value) => $"application=app, deployment=digits: {value}";
}
