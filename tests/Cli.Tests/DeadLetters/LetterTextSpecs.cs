using System.Text;
using ActorServe.Cli.DeadLetters;

namespace ActorServe.Cli.Tests.DeadLetters;

public sealed class LetterTextSpecs
{
    [Fact]
    public void Text_is_shown_as_it_is() => Assert.Equal(["{", "  \"größe\": 1", "}"], Lines("{\n  \"größe\": 1\r\n}"));

    [Fact]
    public void What_is_no_text_is_shown_in_hexadecimal_with_what_is_readable_beside() => Assert.Equal(
        ["00000000  00 01 41 ff                                      ..A."], LetterText.Lines(new byte[] { 0, 1, 0x41, 0xff }, 100));

    [Fact]
    public void Text_with_commands_for_a_terminal_is_no_text() =>
        Assert.StartsWith("00000000  1b 5b 32 4a", Assert.Single(Lines("\u001b[2J")), StringComparison.Ordinal);

    [Fact]
    public void Text_that_a_terminal_would_write_over_itself_is_no_text() =>
        Assert.StartsWith("00000000  6f 6c 64 0d 6e 65 77", Assert.Single(Lines("old\rnew")), StringComparison.Ordinal);

    [Fact]
    public void A_text_that_is_cut_in_the_middle_of_a_line_end_stays_text() =>
        Assert.Equal(["a", "… 1 byte more; --bytes shows more"], LetterText.Lines("a\r\n"u8.ToArray(), 2));

    [Fact]
    public void A_text_that_is_cut_in_the_middle_of_a_character_stays_text() =>
        Assert.Equal(["日", "… 1 byte more; --bytes shows more"], LetterText.Lines(Encoding.UTF8.GetBytes("日本"), 5));

    [Fact]
    public void A_line_end_in_a_message_is_a_blank_in_a_table() => Assert.Equal("a b…", LetterText.OneLine("a\nbcd", 3));

    private static IEnumerable<string> Lines(string text) => LetterText.Lines(Encoding.UTF8.GetBytes(text), 1_000);
}
