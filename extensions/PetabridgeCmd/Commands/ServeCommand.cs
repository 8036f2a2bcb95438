using System.Collections.Immutable;
using ActorServe.Shared.Programs;
using Akka.Actor;

namespace ActorServe.PetabridgeCmd.Commands;

/// <summary>The commands by name.</summary>
internal static class Verbs
{
    /// <summary>Applications and their states.</summary>
    public const string Status = "status";

    /// <summary>Deployments.</summary>
    public const string Deployments = "deployments";

    /// <summary>Replicas.</summary>
    public const string Replicas = "replicas";

    /// <summary>Another number of replicas.</summary>
    public const string Scale = "scale";

    /// <summary>A node leaves.</summary>
    public const string Drain = "drain";

    /// <summary>What waits.</summary>
    public const string Lag = "lag";

    /// <summary>Where dead letters are, and how many.</summary>
    public const string DeadLetters = "dead-letters";
}

/// <summary>A command that was read: answered with one <see cref="ServeAnswer"/>. It never leaves the process.</summary>
internal abstract record ServeCommand : INoSerializationVerificationNeeded
{
    private ServeCommand()
    {
    }

    /// <summary>One of the verbs that show something.</summary>
    /// <param name="Verb">Which.</param>
    /// <param name="Application">Of this application alone; null is all.</param>
    public sealed record Show(string Verb, string? Application) : ServeCommand;

    /// <summary>Changes what should run.</summary>
    /// <param name="Application">Whose.</param>
    /// <param name="Deployment">Which; null where there is one only.</param>
    /// <param name="Replicas">In the whole cluster.</param>
    public sealed record Scale(string Application, string? Deployment, int Replicas) : ServeCommand;

    /// <summary>Has a node leave in good order.</summary>
    /// <param name="Node">Its address, or <c>host:port</c> of it.</param>
    public sealed record Drain(string Node) : ServeCommand;
}

/// <summary>What a person reads.</summary>
/// <param name="Lines">From top to bottom.</param>
/// <param name="IsError">Nothing was done, or nobody says whether something was.</param>
internal sealed record ServeAnswer(ImmutableArray<string> Lines, bool IsError = false) : INoSerializationVerificationNeeded
{
    /// <summary>From top to bottom; what classes and brokers say in them is no command to a terminal.</summary>
    public ImmutableArray<string> Lines { get; } = [.. Lines.Select(Printable.Line)];

    /// <summary>Nothing was done, or nobody says whether something was, and why.</summary>
    public static ServeAnswer Error(string reason) => new([reason], IsError: true);
}
