using System.Text;
using ActorServe.Cli.Demo;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Cli.Tests.Demo;

public sealed class DemoScoreSpecs
{
    private static readonly DigitSample Right = new([], Label: 3, Predicted: 3);
    private static readonly DigitSample Wrong = new([], Label: 4, Predicted: 9);

    private readonly FakeTimeProvider _time = new();
    private readonly DemoScore _score;

    public DemoScoreSpecs() => _score = new DemoScore("run", _time);

    [Fact]
    public void What_came_out_once_as_the_model_says_is_sound()
    {
        _score.Receive(_score.Send(Right), Result(3));
        _score.Receive(_score.Send(Wrong), Result(9));

        var numbers = _score.Read();
        Assert.True(numbers.IsSound);
        Assert.Equal((2L, 2L, 0.5), (numbers.Sent, numbers.Received, numbers.Answers.Accuracy));
    }

    [Fact]
    public void What_did_not_come_out_is_missing()
    {
        _score.Send(Right);

        Assert.Equal((1, false), (_score.Read().Missing, _score.Read().IsSound));
    }

    [Fact]
    public void What_went_to_the_dead_letter_topic_is_not_waited_for()
    {
        _score.DeadLetter(_score.Send(Right));

        var numbers = _score.Read();
        Assert.Equal((0, 0L, 1L, false), (_score.Outstanding, numbers.Missing, numbers.DeadLetters, numbers.IsSound));
    }

    [Fact]
    public void Without_an_answer_nothing_is_claimed_of_answers()
    {
        _score.Send(Right);

        Assert.Contains("no answers yet", DemoView.Line(_score.Read(), []), StringComparison.Ordinal);
        var summary = DemoView.Summary(_score.Read(), TimeSpan.FromSeconds(1)).ToList();
        Assert.Contains("no answers", summary);
        Assert.DoesNotContain(summary, line => line.Contains('%', StringComparison.Ordinal));
    }

    [Fact]
    public void What_comes_out_twice_is_counted()
    {
        var key = _score.Send(Right);
        _score.Receive(key, Result(3));
        _score.Receive(key, Result(3));

        Assert.Equal((1, false), (_score.Read().Twice, _score.Read().IsSound));
    }

    [Fact]
    public void What_the_model_never_said_is_counted()
    {
        _score.Receive(_score.Send(Wrong), Result(4));

        Assert.Equal((1, false), (_score.Read().Unexpected, _score.Read().IsSound));
    }

    [Fact]
    public void What_did_not_go_in_is_neither_waited_for_nor_counted()
    {
        _score.Withdraw(_score.Send(Right), isDoubtful: false);
        _score.Withdraw(_score.Send(Right), isDoubtful: true);

        Assert.Equal((0, 0L, 0L), (_score.Outstanding, _score.Read().Sent, _score.Read().Missing));
    }

    [Fact]
    public void The_result_of_a_record_that_went_in_after_all_counts_once()
    {
        var key = _score.Send(Right);
        _score.Withdraw(key, isDoubtful: true);

        _score.Receive(key, Result(3));
        Assert.Equal((1L, 1L, 0L), (_score.Read().Sent, _score.Read().Received, _score.Read().Twice));

        _score.Receive(key, Result(3));
        Assert.Equal((1L, 1L, 1L), (_score.Read().Sent, _score.Read().Received, _score.Read().Twice));
    }

    [Fact]
    public void The_recent_answers_are_apart_from_all()
    {
        _score.Receive(_score.Send(Right), Result(3));
        _time.Advance(TimeSpan.FromSeconds(RecentAnswers.Seconds));

        var numbers = _score.Read();
        Assert.Equal((1L, 0L), (numbers.Answers.Count, numbers.Recent.Count));
    }

    [Fact]
    public void Results_of_another_run_do_not_count()
    {
        _score.Receive("other-0"u8, Result(3));

        Assert.Equal((0, 0), (_score.Read().Received, _score.Read().Twice));
    }

    [Fact]
    public void The_latency_is_from_record_to_result()
    {
        var key = _score.Send(Right);
        _time.Advance(TimeSpan.FromMilliseconds(40));
        _score.Receive(key, Result(3));

        Assert.Equal(40, _score.Read().Answers.P50, tolerance: 0.1);
    }

    private static byte[] Result(int label) => Encoding.UTF8.GetBytes($"{{\"probabilities\":[0.1,0.9],\"label\":{label}}}");
}
