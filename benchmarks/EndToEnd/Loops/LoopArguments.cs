namespace ActorServe.EndToEnd.Loops;

/// <summary>What a hand-written loop is told on its command line.</summary>
internal sealed record LoopArguments(string Kafka, string Input, string Output, string Group, string? Model)
{
    /// <summary>As arguments of a child process, behind the loop's name.</summary>
    public string[] ToArray() => [Kafka, Input, Output, Group, Model ?? ""];

    public static LoopArguments Parse(ReadOnlySpan<string> args) =>
        new(args[0], args[1], args[2], args[3], args[4].Length == 0 ? null : args[4]);
}
