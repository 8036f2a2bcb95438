using System.Text;
using ActorServe.Cli.DeadLetters;
using Confluent.Kafka;

namespace ActorServe.Cli.Tests.DeadLetters;

/// <summary>Dead letters that the specs share.</summary>
internal static class Letters
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static DeadLetter Of(
        int partition, long offset, string? source = "in/0/1", string kind = "bad_input", DateTimeOffset? time = null) => new(
        new RecordPlace("dlq", partition, offset), source is null ? null : RecordPlace.Parse(source), kind, "no", "1", time ?? Now, "");

    public static Headers Headers(params (string Name, string Value)[] headers)
    {
        var made = new Headers();
        foreach (var (name, value) in headers) made.Add(name, Encoding.UTF8.GetBytes(value));
        return made;
    }
}
