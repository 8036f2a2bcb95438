using ActorServe.PetabridgeCmd.Commands;
using Petabridge.Cmd;

namespace ActorServe.PetabridgeCmd.Palette;

/// <summary>The palette <c>serve</c> as <c>pbm help</c> shows it.</summary>
internal static class ServeDefinitions
{
    /// <summary>Each command.</summary>
    public static readonly CommandDefinition[] All =
    [
        Show(Verbs.Status, "Shows what the cluster runs."),
        Show(Verbs.Deployments, "Shows deployments, their replicas and states."),
        Show(Verbs.Replicas, "Shows each replica and its node."),
        Show(Verbs.Lag, "Shows what waits in Kafka, by application and gateway, and by partition of this node."),
        Show(Verbs.DeadLetters, "Shows where dead letters go, and how many this node made."),
        Scale(),
        Drain(),
    ];

    /// <summary>All of them, as a palette.</summary>
    public static readonly CommandPalette Palette = new("serve", All);

    private static CommandDefinition Show(string verb, string description) => new CommandDefinitionBuilder()
        .WithName(verb)
        .WithDescription(description)
        .WithArgument(b => b
            .WithName("application").WithDescription("this application alone").WithSwitch("-a").WithSwitch("-A").IsMandatory(false))
        .Build();

    private static CommandDefinition Scale() => new CommandDefinitionBuilder()
        .WithName(Verbs.Scale)
        .WithDescription("Sets the number of replicas of a deployment in the whole cluster.")
        .WithArgument(b => b.WithName("application").WithDescription("the application").WithSwitch("-a").WithSwitch("-A").IsMandatory(true))
        .WithArgument(b => b
            .WithName("deployment").WithDescription("needed where it has several").WithSwitch("-d").WithSwitch("-D").IsMandatory(false))
        .WithArgument(b => b.WithName("replicas").WithDescription("how many").WithSwitch("-r").WithSwitch("-R").IsMandatory(true))
        .Build();

    private static CommandDefinition Drain() => new CommandDefinitionBuilder()
        .WithName(Verbs.Drain)
        .WithDescription("Has a node finish what it has, leave the cluster, and end.")
        .WithArgument(b => b
            .WithName("node").WithDescription("its host:port in the cluster").WithSwitch("-n").WithSwitch("-N").IsMandatory(true))
        .Build();
}
