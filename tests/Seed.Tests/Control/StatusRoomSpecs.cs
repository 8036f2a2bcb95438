using System.Collections.Immutable;
using ActorServe.ActorTestKit;
using ActorServe.Seed.Control;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;
using ActorServe.Shared.Wire;
using Akka.Hosting;
using FsCheck.Xunit;

namespace ActorServe.Seed.Tests.Control;

public sealed class StatusRoomSpecs(ITestOutputHelper output) : PatientTestKit("room", output)
{
    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithActorServeSystem("127.0.0.1", 0, Roles.Seed);

    [Fact]
    public void A_status_of_very_many_gateways_with_very_many_partitions_fits_into_a_message()
    {
        var reports = Enumerable.Range(1, 500)
            .Select(gateway => Report(gateway, Partitions(2_048, new string('x', 200)))).ToImmutableArray();
        var status = new ServeStatus(1, []) { Gateways = StatusRoom.Fit(reports) };

        var size = Sys.Serialization.FindSerializerFor(status).ToBinary(status).Length;

        Assert.InRange(size, 1, WireLimits.MaxControlBytes);
        Assert.All(status.Gateways, report => Assert.NotEmpty(report.Applications[0].Partitions));
    }

    [Fact]
    public void So_does_one_of_very_many_gateways_with_many_applications_that_tell_all_durations()
    {
        var durations = Enumerable.Range(0, DurationBuckets.Number)
            .Select(bucket => new DurationCount(bucket, long.MaxValue)).ToImmutableArray();
        var applications = Enumerable.Range(1, 4)
            .Select(n => Application($"digits-{n}", Partitions(2_048, new string('x', 200))) with { Durations = durations });
        var reports = Enumerable.Range(1, 500)
            .Select(n => new ControlProtocol.GatewayReport(Some.Node(n), [.. applications])).ToImmutableArray();
        var status = new ServeStatus(1, []) { Gateways = StatusRoom.Fit(reports) };

        var size = Sys.Serialization.FindSerializerFor(status).ToBinary(status).Length;

        Assert.InRange(size, 1, WireLimits.MaxControlBytes);
        Assert.All(status.Gateways[0].Applications, application => Assert.Equal(durations, application.Durations));
    }

    [Fact]
    public void Where_there_is_room_every_partition_is_told()
    {
        var reports = ImmutableArray.Create(Report(1, Partitions(2_048)), Report(2, Partitions(2_048)));

        Assert.Equal(reports, StatusRoom.Fit(reports));
    }

    [Fact]
    public void What_is_halted_and_furthest_behind_is_told_and_the_rest_is_counted()
    {
        var partitions = Partitions(StatusRoom.Most + 10);
        var (halted, behind) = (partitions[^1] with { HaltedReason = "bad input" }, partitions[^2] with { Committed = 0 });
        partitions = partitions.SetItem(halted.Partition, halted).SetItem(behind.Partition, behind);

        var told = Assert.Single(Assert.Single(StatusRoom.Fit([Report(1, partitions, leftOut: 3)])).Applications);

        Assert.Equal((StatusRoom.Most, 13), (told.Partitions.Length, told.PartitionsLeftOut));
        Assert.Contains(halted, told.Partitions);
        Assert.Contains(behind, told.Partitions);
    }

    [Property(MaxTest = 20)]
    public void No_partition_is_told_that_there_is_not_and_none_is_lost_count_of(byte gateways, ushort each)
    {
        var reports = Enumerable.Range(1, gateways + 1).Select(gateway => Report(gateway, Partitions(each % 2_048))).ToImmutableArray();

        var told = StatusRoom.Fit(reports).SelectMany(report => report.Applications).ToList();

        Assert.True(told.Sum(a => a.Partitions.Length) <= StatusRoom.Most);
        Assert.All(told, a => Assert.Equal(each % 2_048, a.Partitions.Length + a.PartitionsLeftOut));
    }

    // Offsets that take as many bytes as any.
    private static ImmutableArray<PartitionReport> Partitions(int count, string? halted = null) =>
        [.. Enumerable.Range(0, count).Select(n => new PartitionReport(n, long.MaxValue - 10, long.MaxValue, 0, false, halted))];

    private static ControlProtocol.GatewayReport Report(int gateway, ImmutableArray<PartitionReport> partitions, int leftOut = 0) =>
        new(Some.Node(gateway), [Application("digits", partitions) with { PartitionsLeftOut = leftOut }]);

    private static ApplicationReport Application(string name, ImmutableArray<PartitionReport> partitions) =>
        new(name, true, "", 0, 0, 0) { Partitions = partitions };
}
