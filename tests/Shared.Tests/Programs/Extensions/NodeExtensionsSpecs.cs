using System.Collections.Concurrent;
using ActorServe.Shared.Programs.Extensions;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServe.Shared.Tests.Programs.Extensions;

public sealed class NodeExtensionsSpecs
{
    [Fact]
    public void One_that_is_there_is_added_to_the_ActorSystem_and_told()
    {
        var part = new Part(_ => { });

        var told = With(new Extension<INodeExtension>(part, null));

        Assert.Equal(["Information: Pbm is beside the program, and is part of this node."], told);
        Assert.True(part.IsAdded);
    }

    [Fact]
    public void One_that_is_not_there_is_not_spoken_of() => Assert.Empty(With(new Extension<INodeExtension>(null, null)));

    [Fact]
    public void One_that_cannot_be_used_is_told_and_left_out()
    {
        Assert.Equal(["Error: The node goes on without Pbm: torn"], With(new Extension<INodeExtension>(null, "torn")));
        Assert.Equal(["Error: The node goes on without Pbm: /app/torn"], With(new Extension<INodeExtension>(null, "torn", "/app/torn")));
        Assert.Equal(
            ["Error: The node goes on without Pbm: no such package"],
            With(new Extension<INodeExtension>(new Part(_ => throw new FileNotFoundException("no such package")), null)));
    }

    private static ConcurrentQueue<string> With(Extension<INodeExtension> found)
    {
        var told = new Told();
        var services = new ServiceCollection().AddLogging(logs => logs.AddProvider(told)).BuildServiceProvider();
        new AkkaConfigurationBuilder(new ServiceCollection(), "test").With("Pbm", found, services);
        return told.Lines;
    }

    private sealed class Part(Action<AkkaConfigurationBuilder> extend) : INodeExtension
    {
        public bool IsAdded { get; private set; }

        public void Extend(AkkaConfigurationBuilder builder, IServiceProvider services)
        {
            extend(builder);
            IsAdded = true;
        }
    }

    private sealed class Told : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel}: {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
