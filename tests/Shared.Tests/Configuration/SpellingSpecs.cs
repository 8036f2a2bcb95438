using ActorServe.Shared.Configuration;
using FsCheck;
using FsCheck.Xunit;

namespace ActorServe.Shared.Tests.Configuration;

public sealed class SpellingSpecs
{
    private static readonly string[] Keys = ["max_batch_size", "batch_wait_timeout_ms", "model", "name"];

    [Theory]
    [InlineData("maxBatchSize", "max_batch_size")]
    [InlineData("max-batch-size", "max_batch_size")]
    [InlineData("max_bacth_size", "max_batch_size")]
    [InlineData("modle", "model")]
    [InlineData("nam", "name")]
    public void A_slip_finds_its_word(string slip, string meant) => Assert.Equal(meant, Spelling.Nearest(slip, Keys));

    [Theory]
    [InlineData("colour")]
    [InlineData("")]
    [InlineData("max")]
    public void A_word_that_is_far_from_all_finds_none(string word) => Assert.Null(Spelling.Nearest(word, Keys));

    [Fact]
    public void A_very_long_word_is_not_compared() => Assert.Null(Spelling.Nearest(new string('m', 1_000_000), Keys));

    [Property]
    public bool The_distance_is_the_same_both_ways(NonNull<string> left, NonNull<string> right) =>
        Spelling.Distance(left.Get, right.Get) == Spelling.Distance(right.Get, left.Get);

    [Property]
    public bool The_distance_is_zero_for_equal_words_only(NonNull<string> left, NonNull<string> right) =>
        Spelling.Distance(left.Get, left.Get) == 0 && Spelling.Distance(left.Get, right.Get) == 0 == (left.Get == right.Get);

    [Fact]
    public void All_that_are_near_are_found_the_nearest_first() =>
        Assert.Equal(
            ["max_batch_size", "max_batch_sizes"],
            Spelling.Near("max_bacth_size", ["far", "max_batch_sizes", "max_batch_size"], name => name));
}
