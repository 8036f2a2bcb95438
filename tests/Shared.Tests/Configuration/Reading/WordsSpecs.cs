using ActorServe.Shared.Configuration.Reading;
using FsCheck;
using FsCheck.Xunit;

namespace ActorServe.Shared.Tests.Configuration.Reading;

public sealed class WordsSpecs
{
    private static readonly string[] Keys = ["max_batch_size", "batch_wait_timeout_ms", "model", "name"];

    [Theory]
    [InlineData("maxBatchSize", "max_batch_size")]
    [InlineData("max-batch-size", "max_batch_size")]
    [InlineData("max_bacth_size", "max_batch_size")]
    [InlineData("modle", "model")]
    [InlineData("nam", "name")]
    public void A_slip_finds_its_word(string slip, string meant) => Assert.Equal(meant, Words.Nearest(slip, Keys));

    [Theory]
    [InlineData("colour")]
    [InlineData("")]
    [InlineData("max")]
    public void A_word_that_is_far_from_all_finds_none(string word) => Assert.Null(Words.Nearest(word, Keys));

    [Fact]
    public void A_very_long_word_is_not_compared() => Assert.Null(Words.Nearest(new string('m', 1_000_000), Keys));

    [Property]
    public bool The_distance_is_the_same_both_ways(NonNull<string> left, NonNull<string> right) =>
        Words.Distance(left.Get, right.Get) == Words.Distance(right.Get, left.Get);

    [Property]
    public bool The_distance_is_zero_for_equal_words_only(NonNull<string> left, NonNull<string> right) =>
        Words.Distance(left.Get, left.Get) == 0 && Words.Distance(left.Get, right.Get) == 0 == (left.Get == right.Get);

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
