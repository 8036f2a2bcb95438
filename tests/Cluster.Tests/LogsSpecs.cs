using ActorServe.ClusterTests.Nodes;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs.Logs;
using ActorServe.TestSupport;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static ActorServe.Shared.Protocol.LogProtocol;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace ActorServe.ClusterTests;

/// <summary>What a node logged, as another one reads it.</summary>
public sealed class LogsSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Recent_lines_of_a_node_reach_another_with_what_they_are_about()
    {
        await using var cluster = new ClusterFixture(output);
        var asker = await cluster.StartAsync(Roles.Seed);
        var node = await cluster.StartAsync(new NodeSetup
        {
            Roles = [Roles.Replica], Host = builder => builder.Services.AddRecentLogs(), Akka = (akka, _) => akka.WithRecentLogs(),
        });
        node.Services.GetRequiredService<ILoggerFactory>().CreateLogger("test").LogWarning("{Application} is {State}", "digits", "größer");

        await Eventually.AssertAsync(async () =>
        {
            var logs = asker.System.ActorSelection(node.Address + ActorPaths.Logs);
            var line = Assert.Single(
                (await logs.Ask<NodeLogs>(new GetLogs(LogLevel.Warning, 10, -1), Patience)).Lines, l => l.Category == "test");
            Assert.Equal("digits is größer", line.Message);
            Assert.Equal(["application=digits", "state=größer"], line.Fields.Select(field => $"{field.Name}={field.Value}"));
        });
    }
}
