using ActorServe.Shared.Programs.Logs;
using ActorServe.Shared.Protocol;
using FsCheck.Xunit;
using Microsoft.Extensions.Logging;
using static ActorServe.Shared.Protocol.LogProtocol;

namespace ActorServe.Shared.Tests.Programs.Logs;

public sealed class LogRingSpecs
{
    private const long Start = 1_000;

    private readonly LogRing _ring = new(Start);

    [Fact]
    public void The_newest_lines_of_a_level_are_given_in_their_order()
    {
        Write(LogLevel.Warning, "a", "b");
        Write(LogLevel.Information, "c");
        Write(LogLevel.Error, "d");

        Assert.Equal(["b", "d"], Messages(_ring.Read(new GetLogs(LogLevel.Warning, 2, -1))));
    }

    [Fact]
    public void What_comes_after_an_answer_is_given_the_oldest_first()
    {
        Write(LogLevel.Warning, "a");
        var before = _ring.Read(new GetLogs(LogLevel.Trace, 10, -1));
        Write(LogLevel.Warning, "b", "c", "d");

        var next = _ring.Read(new GetLogs(LogLevel.Trace, 2, before.Last));

        Assert.Equal(["b", "c"], Messages(next));
        Assert.Equal(["d"], Messages(_ring.Read(new GetLogs(LogLevel.Trace, 2, next.Last))));
    }

    [Fact]
    public void Whoever_read_on_behind_a_process_whose_clock_was_ahead_gets_all_lines_of_this_one()
    {
        Write(LogLevel.Information, "a", "b");

        var logs = _ring.Read(new GetLogs(LogLevel.Trace, 10, Start + 5_000));

        Assert.Equal(["a", "b"], Messages(logs));
        Assert.Equal(Start + 1, logs.Last);
    }

    [Fact]
    public void Whoever_has_read_the_last_line_gets_none_twice()
    {
        Write(LogLevel.Information, "a", "b");

        Assert.Empty(_ring.Read(new GetLogs(LogLevel.Trace, 10, Start + 1)).Lines);
    }

    [Fact]
    public void Lines_beyond_the_bound_are_forgotten_and_the_answer_says_from_where_on_there_are_any()
    {
        Write(LogLevel.Information, [.. Enumerable.Range(0, LogRing.MostKept + 5).Select(n => $"{n}")]);

        var logs = _ring.Read(new GetLogs(LogLevel.Trace, 1, 0));

        Assert.Equal(["5"], Messages(logs));
        Assert.Equal((Start + 5, Start + 5), (logs.First, logs.Last));
    }

    [Fact]
    public void Long_lines_are_bounded_by_their_bytes_in_the_ring_and_in_an_answer()
    {
        Write(LogLevel.Information, [.. Enumerable.Repeat(new string('x', 10_000), 500)]);

        var logs = _ring.Read(new GetLogs(LogLevel.Trace, int.MaxValue, -1));

        Assert.InRange(logs.Lines.Sum(line => line.Message.Length), 1, MostBytes);
        Assert.InRange(Start + 500 - logs.First, 1, LogRing.MostKeptBytes / 10_000);
    }

    [Property]
    public bool Whoever_asks_on_and_on_gets_each_line_of_a_level_once(byte[] levels, byte most)
    {
        var ring = new LogRing(Start);
        foreach (var level in levels) ring.Add(Line((LogLevel)(level % 6), $"{level}"));

        var (read, last) = (new List<long>(), 0L);
        while (ring.Read(new GetLogs(LogLevel.Warning, most % 7 + 1, last)) is var logs && (logs.Lines.Length > 0 || logs.Last > last))
        {
            read.AddRange(logs.Lines.Select(line => line.Number));
            last = logs.Last;
        }

        var expected = levels.Select((level, n) => (Level: (LogLevel)(level % 6), Number: Start + n))
            .Where(line => line.Level >= LogLevel.Warning);
        return read.SequenceEqual(expected.Select(line => line.Number));
    }

    private void Write(LogLevel level, params string[] messages)
    {
        foreach (var message in messages) _ring.Add(Line(level, message));
    }

    private static LogLine Line(LogLevel level, string message) => new(0, 0, level, "test", message);

    private static IEnumerable<string> Messages(NodeLogs logs) => logs.Lines.Select(line => line.Message);
}
