using System.Text.Json;
using ActorServe.Cli.Control;
using ActorServe.Cli.DeadLetters;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Top;
using ActorServe.Gateway;
using ActorServe.Shared.Protocol;

namespace ActorServe.Cli.Tests.Terminals;

/// <summary>Whatever prints texts of others.</summary>
public sealed class PrintableSpecs
{
    private const string Commands = "a\u001b[2Jb\nc\u0007\u009bd";
    private const string Blank = "a [2Jb c  d";

    [Fact]
    public void A_terminal_prints_lines_so_but_for_tabs()
    {
        var terminal = new TestTerminal();

        terminal.Terminal.WriteLine(Commands + "\te");
        terminal.Terminal.WriteLine(Commands, isAlarming: true);
        terminal.Terminal.WriteError(Commands);

        Assert.Equal($"{Blank}\te\n{Blank}\n", terminal.Output);
        Assert.Equal($"{Blank}\n", terminal.Error);
    }

    [Fact]
    public void A_terminal_with_a_screen_prints_lines_so()
    {
        var drawn = Drawing.Of(screen =>
        {
            var terminal = new TestTerminal().Terminal with { Screen = screen };
            terminal.WriteLine(Commands);
            terminal.WriteLine(Commands, isAlarming: true);
            terminal.WriteError(Commands);
        });

        Assert.Equal($"{Blank}\n{Blank}\n{Blank}\n", drawn);
    }

    [Fact]
    public void What_stands_below_a_live_table_is_printed_so()
    {
        var status = new ServeStatus(1, [new ApplicationDetails("a", "/a", ApplicationStatus.Running, Commands, [])]);

        var readings = FlowReading.Of(status, new GatewayStatus([]), [], TimeSpan.Zero);

        Assert.Contains($"a: {Blank}\n", Drawing.Of(FlowTable.Of(readings)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_a_log_is_printed_so_and_each_line_of_its_exception_by_itself()
    {
        var line = JsonSerializer.SerializeToElement(new
        {
            time = "now", level = "error", node = "one:4053", category = Commands, message = Commands,
            exception = "e\u001b[1A\r\n  at f\rg",
        });

        Assert.Equal(
            [$"now error       one:4053 {Blank}: {Blank}", "    e [1A", "      at f", "    g"],
            LogsReading.Text(line).Split(Environment.NewLine));
    }

    [Fact]
    public void Json_has_them_escaped()
    {
        var terminal = new TestTerminal();
        terminal.Terminal.WriteJson(Commands);

        Assert.Equal(terminal.Output, LogsReading.Json(JsonSerializer.SerializeToElement(Commands)) + Environment.NewLine);
        Assert.DoesNotContain(terminal.Output.TrimEnd(), char.IsControl);
    }

    [Fact]
    public void A_table_a_screen_and_a_dead_letter_print_others_texts_so()
    {
        Assert.Equal(["MESSAGE", Blank], TextTable.Lines(["MESSAGE"], [[Commands]]));
        Assert.Equal(Blank, ScreenLine.Empty.Add(Commands).Text);
        Assert.Equal(Blank, LetterText.OneLine(Commands, 100));
    }
}
