using ActorServe.Cli.Demo;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Cli.Tests.Demo;

public sealed class RecentAnswersSpecs
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecentAnswers _recent;

    public RecentAnswersSpecs() => _recent = new RecentAnswers(_time);

    [Fact]
    public void The_percentiles_are_of_the_last_seconds()
    {
        for (var i = 0; i < 1_000; i++) _recent.Add(TimeSpan.FromMilliseconds(5), isRight: true);
        _time.Advance(TimeSpan.FromSeconds(RecentAnswers.Seconds));
        _recent.Add(TimeSpan.FromMilliseconds(900), isRight: false);

        var numbers = _recent.Read();
        Assert.Equal((1L, 0.0), (numbers.Count, numbers.Accuracy));
        Assert.Equal(900, numbers.P50, tolerance: 1);
    }

    [Fact]
    public void All_seconds_that_it_looks_back_count()
    {
        for (var i = 0; i < RecentAnswers.Seconds; i++)
        {
            if (i > 0) _time.Advance(TimeSpan.FromSeconds(1));
            _recent.Add(TimeSpan.FromMilliseconds(5), isRight: i % 2 == 0);
        }

        Assert.Equal((RecentAnswers.Seconds, 0.5), (_recent.Read().Count, _recent.Read().Accuracy));
    }

    [Fact]
    public void Where_nothing_came_of_late_there_are_none()
    {
        _recent.Add(TimeSpan.FromMilliseconds(5), isRight: true);
        _time.Advance(TimeSpan.FromSeconds(RecentAnswers.Seconds));

        Assert.Equal(AnswerNumbers.None, _recent.Read());
    }
}
