using ActorServe.Gateway;
using ActorServe.Replica;
using ActorServe.Seed;
using ActorServe.Seed.Admin;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Settings;

namespace ActorServe.Cli.Tests;

public sealed class ProgramSettingsSpecs
{
    [Fact]
    public void What_one_program_reads_another_may_have_and_nothing_else()
    {
        var read = new KnownSettings()
            .Add(typeof(NodeOptions)).Add(typeof(SeedOptions)).Add(typeof(SeedListenOptions)).Add(
                typeof(AdminOptions), AdminOptions.Section)
            .Add(typeof(ReplicaOptions)).Add(typeof(GatewayOptions));

        Assert.Equal(read.Names.Order(StringComparer.Ordinal), KnownSettings.OfAllPrograms);
    }
}
