using System.Collections.Concurrent;
using ActorServe.Shared.Programs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServe.Shared.Tests.Programs;

public sealed class NodeProgramSpecs
{
    [Fact]
    public async Task What_a_check_before_the_start_finds_is_told_as_a_setting_and_nothing_is_started()
    {
        var told = new Told();
        var builder = NodeProgram.CreateBuilder([]).Checking(_ => ["ActorServe:StartFile is 'none', which cannot be read"]);
        builder.Services.AddSingleton<ILoggerProvider>(told);

        var code = await builder.RunNodeAsync(_ => Assert.Fail("it starts"));

        Assert.Equal(NodeExitCodes.Settings, code);
        Assert.Equal(["Settings: ActorServe:StartFile is 'none', which cannot be read"], told.Critical);
    }

    [Fact]
    public async Task A_check_before_the_start_needs_settings_that_are_right()
    {
        var builder = NodeProgram.CreateBuilder(["--Cluster:Port", "many"]).Checking(_ => throw new InvalidOperationException("it was asked"));

        Assert.Equal(NodeExitCodes.Settings, await builder.RunNodeAsync(_ => Assert.Fail("it starts")));
    }

    [Fact]
    public async Task A_check_that_throws_ends_the_program_as_a_failure()
    {
        var builder = NodeProgram.CreateBuilder([]).Checking(_ => throw new InvalidDataException("targets.json is torn"));

        Assert.Equal(NodeExitCodes.Failed, await builder.RunNodeAsync(_ => Assert.Fail("it starts")));
    }

    private sealed class Told : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Critical { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Critical.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
