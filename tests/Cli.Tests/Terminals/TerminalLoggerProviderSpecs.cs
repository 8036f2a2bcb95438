using ActorServe.Cli.Terminals;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Cli.Tests.Terminals;

public sealed class TerminalLoggerProviderSpecs
{
    private readonly TestTerminal _terminal = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Warnings_are_held_back_until_the_command_has_started()
    {
        using var logs = new TerminalLoggerProvider(_terminal.Terminal, verbose: false, _time);
        var logger = logs.CreateLogger("any");
        Warn(logger, "early");
        Assert.Empty(_terminal.Error);

        logs.Release();
        Warn(logger, "late");

        Assert.Equal("warning: early\nwarning: late\n", _terminal.Error);
    }

    [Fact]
    public void Warnings_are_not_held_back_for_ever()
    {
        using var logs = new TerminalLoggerProvider(_terminal.Terminal, verbose: false, _time);
        var logger = logs.CreateLogger("any");
        Warn(logger, "early");
        _time.Advance(TimeSpan.FromSeconds(11));

        Warn(logger, "late");

        Assert.Equal("warning: early\nwarning: late\n", _terminal.Error);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "warning: Scheduled sending of heartbeat was delayed.\n")]
    public void The_clusters_heartbeats_are_seen_only_by_who_wants_to_see_everything(bool verbose, string seen)
    {
        using var logs = new TerminalLoggerProvider(_terminal.Terminal, verbose, _time);
        logs.Release();

        Warn(logs.CreateLogger("any"), "Scheduled sending of heartbeat was delayed.");

        Assert.Equal(seen, _terminal.Error);
    }

    [Fact]
    public void What_has_several_lines_is_told_below_its_first_and_commands_to_a_terminal_are_blanks()
    {
        using var logs = new TerminalLoggerProvider(_terminal.Terminal, verbose: true, _time);

        Warn(logs.CreateLogger("any"), "broken\u001b[2J\nCause: one\r\n   at two");

        Assert.Equal("warning: broken [2J\n    Cause: one\n       at two\n", _terminal.Error);
    }

    private static void Warn(ILogger logger, string text) => logger.Log(LogLevel.Warning, default, text, null, (state, _) => state);
}
