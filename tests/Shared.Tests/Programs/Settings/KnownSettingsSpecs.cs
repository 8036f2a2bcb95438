using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Settings;
using Microsoft.Extensions.Configuration;

namespace ActorServe.Shared.Tests.Programs.Settings;

public sealed class KnownSettingsSpecs
{
    [Theory]
    [InlineData("Cluster:Port")]
    [InlineData("cluster:PORT")]
    [InlineData("Cluster:Seeds:0")]
    [InlineData("Health:Urls")]
    [InlineData("Guarded:Secret")]
    public void What_a_program_reads_is_known(string key) => Assert.Empty(UnknownOf(key));

    [Theory]
    [InlineData("Cluster:Prot", "ActorServe:Cluster:Prot is not a known setting; did you mean Port?")]
    [InlineData("Clutser:Port", "ActorServe:Clutser is not a known setting; did you mean Cluster?")]
    [InlineData("Colour", "ActorServe:Colour is not a known setting")]
    [InlineData("Cluster:Port:0", "ActorServe:Cluster:Port:0 is not a known setting")]
    [InlineData("Cluster:SeedAddresses:0", "ActorServe:Cluster:SeedAddresses is not a known setting")]
    public void What_it_does_not_is_told_with_what_was_probably_meant(string key, string problem) =>
        Assert.Equal([problem], UnknownOf(key));

    [Fact]
    public void What_another_program_reads_may_be_there() => Assert.Empty(UnknownOf("Kafka:BootstrapServers"));

    [Fact]
    public void A_section_with_keys_of_somebody_else_may_have_any() => Assert.Empty(UnknownOf("Open:security.protocol"));

    private static IReadOnlyList<string> UnknownOf(string key)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [$"{NodeProgram.Section}:{key}"] = "1" }).Build();
        return new KnownSettings().Add(typeof(NodeOptions)).Add(typeof(Guarded), "Guarded").Add(typeof(Anything), "Open")
            .Unknown(configuration.GetSection(NodeProgram.Section));
    }

    private sealed class Guarded
    {
        public string? Secret { get; set; }
    }

    [OtherKeys]
    private sealed class Anything
    {
        public string? One { get; set; }
    }
}
