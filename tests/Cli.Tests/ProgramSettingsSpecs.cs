using System.Text.RegularExpressions;
using ActorServe.Gateway;
using ActorServe.Replica;
using ActorServe.Seed;
using ActorServe.Seed.Admin;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Settings;
using ActorServe.TestSupport.Processes;

namespace ActorServe.Cli.Tests;

public sealed partial class ProgramSettingsSpecs
{
    [Fact]
    public void What_one_program_reads_another_may_have_and_nothing_else()
    {
        var read = new KnownSettings()
            .Add(typeof(NodeOptions)).Add(typeof(SeedOptions)).Add(typeof(SeedListenOptions))
            .Add(typeof(AdminOptions), AdminOptions.Section)
            .Add(typeof(ReplicaOptions)).Add(typeof(GatewayOptions));

        Assert.Equal(read.Names.Order(StringComparer.Ordinal), KnownSettings.OfAllPrograms);
    }

    [Theory]
    [InlineData("ActorServe.Seed")]
    [InlineData("ActorServe.Replica")]
    [InlineData("ActorServe.Gateway")]
    public async Task Every_setting_that_a_program_lists_is_in_the_documents(string program)
    {
        await using var help = ServeProcess.Start(Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), ["--help"]);
        Assert.Equal(0, await help.ExitedAsync(TimeSpan.FromMinutes(1)));

        var listed = Setting().Matches(help.Output).Select(setting => setting.Groups[1].Value).ToList();

        Assert.Contains("Cluster:Port", listed);
        Assert.DoesNotContain(listed, setting => !SettingsDocument.Has(setting));
    }

    /// <summary>An entry of a list has a place behind its name.</summary>
    [GeneratedRegex(@"^ +--([\w:]+?)(?::0)?(?: |$)", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
