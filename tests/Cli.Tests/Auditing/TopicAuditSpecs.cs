using System.Text;
using ActorServe.Cli.Auditing;
using ActorServe.Cli.Kafka;
using FsCheck.Xunit;

namespace ActorServe.Cli.Tests.Auditing;

public sealed class TopicAuditSpecs
{
    private readonly TopicAudit _audit = new("in", [new OffsetRange(0, 100, 300), new OffsetRange(1, 0, 10)]);

    public TopicAuditSpecs()
    {
        foreach (var offset in (long[])[100, 101, 103, 299]) _audit.Record(0, offset);
    }

    [Fact]
    public void Every_record_answered_once_is_sound()
    {
        foreach (var offset in (long[])[100, 101, 103]) Result($"in/0/{offset}");
        _audit.DeadLetter("in/0/299"u8);

        Assert.Equal(
            (4, 3, 1, 0, ExitCodes.Ok),
            (_audit.Count().Records, _audit.Count().Answered, _audit.Count().DeadLettered, Verdict().Missing, Verdict().ExitCode(false)));
    }

    [Fact]
    public void A_record_without_an_end_is_missing_and_named()
    {
        Result("in/0/100");

        Assert.Equal([(0, 101L), (0, 103L), (0, 299L)], _audit.Missing());
        Assert.Equal((3, ExitCodes.Missing), (Verdict().Missing, Verdict().ExitCode(true)));
    }

    [Fact]
    public void Records_that_are_expected_to_have_no_answer_are_counted_apart()
    {
        Result("in/0/100");

        Assert.Equal((2, 1), (Verdict(2).Skipped, Verdict(2).Missing));
        Assert.Equal((3, 0, ExitCodes.Ok), (Verdict(long.MaxValue).Skipped, Verdict(long.MaxValue).Missing, Verdict(3).ExitCode(false)));
    }

    [Fact]
    public void A_result_that_comes_again_is_twice()
    {
        foreach (var offset in (long[])[100, 101, 103, 299, 101]) Result($"in/0/{offset}");

        Assert.Equal((1, ExitCodes.Twice, ExitCodes.Ok), (_audit.Count().Duplicates, Verdict().ExitCode(false), Verdict().ExitCode(true)));
    }

    [Fact]
    public void A_record_with_several_results_is_answered_by_all_of_them()
    {
        foreach (var part in (string[])["1/3", "3/3"]) Result($"in/0/100;part={part}");
        Assert.Equal((0, 1, 4), (_audit.Count().Answered, _audit.Count().Incomplete, Verdict().Missing));

        Result("in/0/100;part=2/3");

        Assert.Equal((1, 0, 3), (_audit.Count().Answered, _audit.Count().Incomplete, Verdict().Missing));
    }

    [Fact]
    public void Incomplete_results_are_missing_also_where_skips_are_expected()
    {
        Result("in/0/100;part=1/3");

        Assert.Equal((3, 1), (Verdict(long.MaxValue).Skipped, Verdict(long.MaxValue).Missing));
    }

    [Fact]
    public void Parts_that_come_again_are_twice()
    {
        foreach (var part in (string[])["1/2", "1/2", "2/2", "1/2", "2/2"]) Result($"in/0/100;part={part}");

        Assert.Equal((1, 3), (_audit.Count().Answered, _audit.Count().DuplicateResults));
    }

    [Fact]
    public void Where_two_runs_disagree_the_later_counts_and_the_former_is_twice()
    {
        foreach (var part in (string[])["1/3", "2/3", "1/2", "2/2"]) Result($"in/0/100;part={part}");
        Result("in/0/101;part=1/2");
        Result("in/0/101");

        Assert.Equal((2, 3, 0), (_audit.Count().Answered, _audit.Count().DuplicateResults, _audit.Count().Incomplete));
    }

    [Fact]
    public void What_is_of_no_record_here_is_counted_apart()
    {
        foreach (var source in (string[])["in/0/99", "in/0/300", "in/0/102", "in/7/1", "other/0/100"]) Result(source);
        _audit.Result("v=9"u8);
        _audit.DeadLetter([]);

        var counts = _audit.Count();
        Assert.Equal((1, 1, 2, 1, 2), (counts.Older, counts.Later, counts.Unknown, counts.OfOtherTopics, counts.WithoutSource));
        Assert.Equal(ExitCodes.Missing, Verdict(long.MaxValue).ExitCode(true));
    }

    [Fact]
    public void A_record_that_is_answered_and_dead_lettered_is_there_twice()
    {
        Result("in/0/100");
        _audit.DeadLetter("in/0/100"u8);
        _audit.DeadLetter("in/0/100"u8);

        Assert.Equal(
            (1, 0, 1, 1), (_audit.Count().Answered, _audit.Count().DeadLettered, _audit.Count().Both, _audit.Count().DuplicateDeadLetters));
    }

    /// <summary>Against sets, which need a hundred times the memory.</summary>
    [Property]
    public void It_counts_as_sets_do(byte[] there, byte[] answered, byte[] dead)
    {
        var audit = new TopicAudit("in", [new OffsetRange(3, 0, 256)]);
        foreach (var offset in there) audit.Record(3, offset);
        foreach (var offset in answered) audit.Result(Encoding.UTF8.GetBytes($"v=1;source=in/3/{offset}"));
        foreach (var offset in dead) audit.DeadLetter(Encoding.UTF8.GetBytes($"in/3/{offset}"));

        var counts = audit.Count();
        var (records, results, letters) = (there.Distinct().ToList(), answered.Distinct().ToList(), dead.Distinct().ToList());
        Assert.Equal(records.Count, counts.Records);
        Assert.Equal(records.Count(results.Contains), counts.Answered);
        Assert.Equal(records.Count(r => letters.Contains(r) && !results.Contains(r)), counts.DeadLettered);
        Assert.Equal(records.Where(r => !results.Contains(r) && !letters.Contains(r)).Select(r => (3, (long)r)).Order(), audit.Missing());
        Assert.Equal(answered.Length - results.Count, counts.DuplicateResults);
        Assert.Equal(dead.Length - letters.Count, counts.DuplicateDeadLetters);
        Assert.Equal(results.Union(letters).Except(records).Count(), counts.Unknown);
    }

    private void Result(string source) => _audit.Result(Encoding.UTF8.GetBytes($"v=1;model=m;version=1;source={source}"));

    private AuditVerdict Verdict(long skipped = 0) => new(_audit.Count(), skipped);
}
