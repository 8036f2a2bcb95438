using ActorServe.Cli.Control;
using ActorServe.Cli.DeadLetters;
using ActorServe.Cli.Terminals;
using ActorServe.Cli.Top;

namespace ActorServe.Cli.Tests.Terminals;

public sealed class PrintableSpecs
{
    private const string Commands = "a\u001b[2Jb\nc\u0007\u009bd";
    private const string Blank = "a [2Jb c  d";

    [Fact]
    public void Commands_to_a_terminal_and_line_ends_are_blanks() => Assert.Equal(Blank, Printable.Line(Commands));

    [Fact]
    public void Other_characters_stay() => Assert.Equal("größe 日本 😀", Printable.Line("größe 日本 😀"));

    [Fact]
    public void A_table_a_screen_and_a_dead_letter_print_others_texts_so()
    {
        Assert.Equal(["MESSAGE", Blank], TextTable.Lines(["MESSAGE"], [[Commands]]));
        Assert.Equal(Blank, ScreenLine.Empty.Add(Commands).Text);
        Assert.Equal(Blank, LetterText.OneLine(Commands, 100));
    }
}
