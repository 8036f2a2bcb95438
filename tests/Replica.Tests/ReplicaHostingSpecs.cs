using System.Collections.Concurrent;
using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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

    [Fact]
    public async Task A_model_root_that_is_not_there_is_told_at_the_start_and_refuses_nothing()
    {
        using var told = new Told();

        await StartAsync(told, Path.Combine(AppContext.BaseDirectory, "nope"));
        await StartAsync(told, AppContext.BaseDirectory);
        await StartAsync(told, null);

        var line = Assert.Single(told.Warnings, line => line.StartsWith("ModelRoot", StringComparison.Ordinal));
        Assert.Contains("nope', which is not there (yet)", line, StringComparison.Ordinal);
    }

    private static async Task StartAsync(Told told, string? modelRoot)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.AddProvider(told);
        builder.Services.AddAkka("test", akka => akka.WithActorServeReplica(new ReplicaOptions { ModelRoot = modelRoot }));
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
    }

    private sealed class Told : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _warnings = [];

        public IEnumerable<string> Warnings => _warnings;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning) _warnings.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
