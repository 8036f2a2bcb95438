using System.Collections.Immutable;
using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Logging;
using static ActorServe.Shared.Protocol.LogProtocol;

namespace ActorServe.Shared.Programs.Logs;

/// <summary>
/// The lines that a process wrote lately, as many as there is room for: a look at them needs nobody's files. From any thread.
/// </summary>
/// <param name="first">The number of the first line; a later process on the same address must begin above all of this one's.</param>
internal sealed class LogRing(long first)
{
    /// <summary>Lines that are kept.</summary>
    public const int MostKept = 2_000;

    /// <summary>The same in bytes, about.</summary>
    public const int MostKeptBytes = 1 << 20;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _lines = [];
    private long _next = first;
    private int _bytes;

    /// <summary>Keeps a line, and forgets the oldest for it where there is no room.</summary>
    public void Add(LogLine line)
    {
        lock (_lock)
        {
            _lines.Enqueue(line with { Number = _next++ });
            _bytes += line.Bytes;
            while (_lines.Count > MostKept || _bytes > MostKeptBytes) _bytes -= _lines.Dequeue().Bytes;
        }
    }

    /// <summary>The lines that are asked for, as many as one answer has.</summary>
    public NodeLogs Read(GetLogs asked)
    {
        lock (_lock)
        {
            // A number that was not given yet is another process's, whose clock was ahead: whoever has it has read nothing of this one.
            if (asked.After >= _next) asked = asked with { After = 0 };
            var oldest = _lines.TryPeek(out var line) ? line.Number : _next;
            var lines = asked.After < 0 ? Newest(asked) : Next(asked);
            // What is below the level was looked at, too: only where lines are left out does the next question begin behind the last here.
            var isWhole = asked.After < 0 || lines.IsEmpty || !_lines.Any(l => l.Number > lines[^1].Number && l.Level >= asked.Least);
            return new NodeLogs(lines, isWhole ? _next - 1 : lines[^1].Number, oldest);
        }
    }

    private ImmutableArray<LogLine> Newest(GetLogs asked)
    {
        var lines = Fitting(_lines.Where(line => line.Level >= asked.Least).Reverse(), asked.Most);
        lines.Reverse();
        return [.. lines];
    }

    private ImmutableArray<LogLine> Next(GetLogs asked) =>
        [.. Fitting(_lines.Where(line => line.Number > asked.After && line.Level >= asked.Least), asked.Most)];

    private static List<LogLine> Fitting(IEnumerable<LogLine> from, int most)
    {
        var (lines, bytes) = (new List<LogLine>(), 0);
        foreach (var line in from)
        {
            bytes += line.Bytes;
            if (lines.Count >= Math.Min(most, MostLines) || bytes > MostBytes) break;
            lines.Add(line);
        }

        return lines;
    }
}
