using ActorServe.Shared.Configuration.Reading;
using FsCheck;
using FsCheck.Xunit;

namespace ActorServe.Shared.Tests.Configuration.Reading;

public sealed class WordsSpecs
{
    [Property]
    public bool A_shown_text_is_one_short_line(NonNull<string> text) =>
        Words.Show(text.Get) is var shown && !shown.Any(char.IsControl) && shown.Length <= 2 + 6 * 60 + 1;

    [Fact]
    public void Words_are_listed_as_a_sentence_lists_them()
    {
        Assert.Equal("a", Words.OneOf(["a"]));
        Assert.Equal("a or b", Words.OneOf(["a", "b"]));
        Assert.Equal("a, b or c", Words.OneOf(["a", "b", "c"]));
    }
}
