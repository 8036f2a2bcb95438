using ActorServe.Shared.Programs;

namespace ActorServe.Shared.Tests.Programs;

public sealed class PrintableSpecs
{
    [Fact]
    public void Commands_to_a_terminal_and_line_ends_are_blanks() =>
        Assert.Equal("a [2Jb c  d e", Printable.Line("a\u001b[2Jb\nc\u0007\u009bd\te"));

    [Fact]
    public void Tabs_stay_where_that_is_asked_for() => Assert.Equal("a b\tc", Printable.LineWithTabs("a\rb\tc"));

    [Fact]
    public void Other_characters_stay() => Assert.Equal("größe 日本 😀", Printable.Line("größe 日本 😀"));

    [Fact]
    public void Of_several_lines_those_below_the_first_are_indented() =>
        Assert.Equal(["error: a", "    b [2J", "    error: c"], Printable.Lines("error: a\r\nb\u001b[2J\nerror: c"));
}
