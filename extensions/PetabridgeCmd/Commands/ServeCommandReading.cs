using System.Collections.Immutable;
using System.Globalization;
using ActorServe.Shared.Configuration;

namespace ActorServe.PetabridgeCmd.Commands;

/// <summary>What became of a typed command: it, or everything that is wrong with it.</summary>
internal readonly record struct ReadCommand(ServeCommand? Command, ImmutableArray<string> Problems);

/// <summary>Reads a typed command. Pure.</summary>
internal static class ServeCommandReading
{
    /// <summary>Reads a verb and its arguments, each a switch (<c>-a</c>, in either case) and a value.</summary>
    public static ReadCommand Read(string verb, IEnumerable<(string Switch, string Value)> arguments)
    {
        var given = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        // As pbm has it: of two, the last counts.
        foreach (var (name, value) in arguments) given[name] = value.Trim();

        return verb switch
        {
            Verbs.Status or Verbs.Deployments or Verbs.Replicas or Verbs.Lag or Verbs.DeadLetters =>
                new ReadCommand(new ServeCommand.Show(verb, Optional(given, "-a")), []),
            Verbs.Scale => Scale(given),
            Verbs.Drain => Drain(given),
            _ => new ReadCommand(null, [$"serve has no command '{verb}'"]),
        };
    }

    private static ReadCommand Scale(Dictionary<string, string> given)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        var application = Needed(given, "-a", "the name of an application", problems);
        var text = Needed(given, "-r", "a number of replicas", problems);
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var replicas)
            && replicas is > 0 and <= DeploymentConfig.MostReplicas;
        if (text.Length > 0 && !isNumber)
            problems.Add($"-r is '{text}'; expected a whole number from 1 to {DeploymentConfig.MostReplicas}");

        return problems.Count > 0
            ? new ReadCommand(null, problems.ToImmutable())
            : new ReadCommand(new ServeCommand.Scale(application, Optional(given, "-d"), replicas), []);
    }

    private static ReadCommand Drain(Dictionary<string, string> given)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        var node = Needed(given, "-n", "host:port of a node", problems);
        return problems.Count > 0 ? new ReadCommand(null, problems.ToImmutable()) : new ReadCommand(new ServeCommand.Drain(node), []);
    }

    private static string? Optional(Dictionary<string, string> given, string name) =>
        given.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private static string Needed(Dictionary<string, string> given, string name, string expected, ImmutableArray<string>.Builder problems)
    {
        if (Optional(given, name) is { } value) return value;

        problems.Add($"{name} is missing; expected {expected}");
        return "";
    }
}
