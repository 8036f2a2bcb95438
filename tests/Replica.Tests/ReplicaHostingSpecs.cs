using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ActorServe.Replica.Tests;

public sealed class ReplicaHostingSpecs
{
    [Fact]
    public async Task The_host_refuses_to_start_without_inference_threads()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Replica:InferenceThreads"] = "0" });
        builder.Services.AddActorServeReplica(builder.Configuration.GetSection("Replica"));
        using var host = builder.Build();

        var thrown = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(nameof(ReplicaOptions.InferenceThreads), thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_options_are_refused_where_they_are_given()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAkka("test", builder => builder.WithActorServeReplica(new ReplicaOptions { InferenceThreads = 0 }));

        using var provider = services.BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<Akka.Actor.ActorSystem>());
    }
}
