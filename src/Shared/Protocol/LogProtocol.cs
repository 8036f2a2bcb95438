using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace ActorServe.Shared.Protocol;

/// <summary>What a node has logged lately, for whoever looks after the cluster.</summary>
public static class LogProtocol
{
    /// <summary>Lines of one answer, at most, whatever is asked for.</summary>
    public const int MostLines = 1_000;

    /// <summary>Bytes of one answer, about, at most: a frame's.</summary>
    public const int MostBytes = 256 << 10;

    /// <summary>Asks a node for lines that it still has. Answered with one <see cref="NodeLogs"/>.</summary>
    /// <param name="Least">Lines of this level or a higher one.</param>
    /// <param name="Most">So many at most, and <see cref="MostLines"/>.</param>
    /// <param name="After">
    /// Only lines with a higher number, the oldest first; all of them where the process has not come so far, because another told the
    /// number. Negative for the newest lines of all.
    /// </param>
    public sealed record GetLogs(LogLevel Least, int Most, long After) : IWireMessage;

    /// <summary>Lines of a node, as many as fit into one answer.</summary>
    /// <param name="Lines">In the order in which they were written.</param>
    /// <param name="Last">What <see cref="GetLogs.After"/> goes on behind.</param>
    /// <param name="First">The number of the oldest line that the node still has: what is older was forgotten.</param>
    public sealed record NodeLogs(ImmutableArray<LogLine> Lines, long Last, long First) : IWireMessage;
}

/// <summary>One line of a log.</summary>
/// <param name="Number">Counts the lines of a process; those of a later process on the same address are higher.</param>
/// <param name="TimeMs">When it was written, in milliseconds since 1970 UTC, by the node's clock.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Category">Which part of the program wrote it.</param>
/// <param name="Message">What a person reads.</param>
public sealed record LogLine(long Number, long TimeMs, LogLevel Level, string Category, string Message)
{
    /// <summary>What it is about, for programs: application, deployment, partition.</summary>
    public ImmutableArray<LogField> Fields { get; init; } = [];

    /// <summary>The trace that it was written in; empty where that is not recorded.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>The span that it was written in.</summary>
    public string SpanId { get; init; } = "";

    /// <summary>What was thrown; empty where nothing was.</summary>
    public string Exception { get; init; } = "";

    /// <summary>About what it takes, in a ring and in an answer.</summary>
    internal int Bytes
    {
        get
        {
            var letters = Category.Length + Message.Length + Exception.Length + TraceId.Length + SpanId.Length;
            foreach (var about in Fields) letters += 8 + about.Name.Length + about.Value.Length;
            return 64 + letters;
        }
    }
}

/// <summary>One thing that a line is about.</summary>
/// <param name="Name">In lower case, with <c>_</c> between words.</param>
/// <param name="Value">As text.</param>
/// <param name="IsNumber">The text is a number.</param>
public readonly record struct LogField(string Name, string Value, bool IsNumber);
