using ActorServe.PetabridgeCmd.Commands;
using Petabridge.Cmd;

namespace ActorServe.PetabridgeCmd.Palette;

/// <summary>The palette <c>serve</c> as <c>pbm help serve</c> shows it.</summary>
internal static class ServeDefinitions
{
    /// <summary>Each command.</summary>
    public static readonly CommandDefinition[] All =
    [
        new CommandDefinitionBuilder().WithName(Verbs.Status).WithDescription("Shows what the cluster runs.")
            .WithArgument(b => b.WithName("application").WithDescription("this application alone").WithSwitch("-a").WithSwitch("-A").IsMandatory(false)).Build(),
        new CommandDefinitionBuilder().WithName(Verbs.Deployments).WithDescription("Shows deployments, their replicas and states.")
            .WithArgument(b => b.WithName("application").WithDescription("this application alone").WithSwitch("-a").WithSwitch("-A").IsMandatory(false)).Build(),
        new CommandDefinitionBuilder().WithName(Verbs.Replicas).WithDescription("Shows each replica and its node.")
            .WithArgument(b => b.WithName("application").WithDescription("this application alone").WithSwitch("-a").WithSwitch("-A").IsMandatory(false)).Build(),
        new CommandDefinitionBuilder().WithName(Verbs.Scale).WithDescription("Sets the number of replicas of a deployment in the whole cluster.")
            .WithArgument(b => b.WithName("application").WithDescription("the application").WithSwitch("-a").WithSwitch("-A").IsMandatory(true))
            .WithArgument(b => b.WithName("deployment").WithDescription("needed where it has several").WithSwitch("-d").WithSwitch("-D").IsMandatory(false))
            .WithArgument(b => b.WithName("replicas").WithDescription("how many").WithSwitch("-r").WithSwitch("-R").IsMandatory(true)).Build(),
        new CommandDefinitionBuilder().WithName(Verbs.Drain).WithDescription("Has a node finish what it has, leave the cluster, and end.")
            .WithArgument(b => b.WithName("node").WithDescription("its host:port in the cluster").WithSwitch("-n").WithSwitch("-N").IsMandatory(true)).Build(),
        new CommandDefinitionBuilder().WithName(Verbs.Lag).WithDescription("Shows what waits in Kafka, by application and gateway, and by partition of this node.")
            .WithArgument(b => b.WithName("application").WithDescription("this application alone").WithSwitch("-a").WithSwitch("-A").IsMandatory(false)).Build(),
        new CommandDefinitionBuilder().WithName(Verbs.DeadLetters).WithDescription("Shows where dead letters go, and how many this node made.")
            .WithArgument(b => b.WithName("application").WithDescription("this application alone").WithSwitch("-a").WithSwitch("-A").IsMandatory(false)).Build(),
    ];

    /// <summary>All of them, as a palette.</summary>
    public static readonly CommandPalette Palette = new("serve", All);
}
