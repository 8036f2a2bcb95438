using System.Collections.Immutable;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;

namespace ActorServe.Gateway;

/// <summary>What a gateway should serve and what it serves, and the steps from one to the other. Pure.</summary>
internal sealed record GatewayState
{
    /// <summary>The applications wanted, by name: those with Kafka.</summary>
    public ImmutableDictionary<string, ApplicationConfig> Targets { get; init; } = ImmutableDictionary<string, ApplicationConfig>.Empty;

    /// <summary>
    /// All applications, with Kafka and without, by name: those that answer over HTTP. Null where nothing was ever applied.
    /// </summary>
    public ImmutableDictionary<string, ApplicationConfig>? Routed { get; init; }

    /// <summary>The number of the targets that they are from; 0 where they are from none.</summary>
    public long Version { get; init; }

    /// <summary>The applications that run or drain, by name, as they were started.</summary>
    public ImmutableDictionary<string, Served> Applications { get; init; } = ImmutableDictionary<string, Served>.Empty;

    /// <summary>Nothing is started any more.</summary>
    public bool IsDraining { get; init; }

    /// <summary>Whether a drain is over.</summary>
    public bool IsDrained => IsDraining && Applications.IsEmpty;

    /// <summary>The deployments that rows go to.</summary>
    public IEnumerable<DeploymentId> Ingresses =>
        Applications.Values.Select(served => served.Config).Concat(Routed?.Values ?? []).Select(IngressOf).Distinct();

    /// <summary>The deployment that an application's records go to.</summary>
    public static DeploymentId IngressOf(ApplicationConfig config) => new(config.Name, config.Ingress);

    /// <summary>Whether the application runs and was told to drain.</summary>
    public bool IsToldToDrain(string application) => Applications.TryGetValue(application, out var served) && served.IsDraining;

    /// <summary>Other targets, as a whole.</summary>
    public GatewayState Apply(ServeConfig config, long version = 0) => IsDraining
        ? this
        : this with
        {
            Version = version,
            Targets = config.Applications.Where(a => a.Kafka is not null).ToImmutableDictionary(a => a.Name),
            Routed = config.Applications.ToImmutableDictionary(a => a.Name),
        };

    /// <summary>Nothing is wanted any more. Routes stay: the door says that it drains, and what it has in hand is still answered.</summary>
    public GatewayState Drain() => this with { Targets = Targets.Clear(), IsDraining = true };

    /// <summary>A step was taken.</summary>
    public GatewayState Take(Step step) => step switch
    {
        Step.Start start =>
            this with { Applications = Applications.SetItem(start.Config.Name, new Served(start.Config, IsDraining: false)) },
        Step.Drain drain => this with
        {
            Applications = Applications.SetItem(drain.Application, Applications[drain.Application] with { IsDraining = true }),
        },
        _ => this,
    };

    /// <summary>An application has ended, whether it was told to or not.</summary>
    public GatewayState Ended(string application) => this with { Applications = Applications.Remove(application) };

    /// <summary>The steps to take now. What changed is drained first and started when it has ended: never two members of a group.</summary>
    public ImmutableArray<Step> Reconcile()
    {
        var starts = Targets.Values.Where(wanted => !Applications.ContainsKey(wanted.Name)).Select(wanted => (Step)new Step.Start(wanted));
        var drains = Applications.Values.Where(served => !served.IsDraining && !IsWanted(served.Config))
            .Select(served => (Step)new Step.Drain(served.Config.Name));
        return [.. drains, .. starts];
    }

    private bool IsWanted(ApplicationConfig running) => Targets.TryGetValue(running.Name, out var wanted) && running.IsReadAlike(wanted);

    /// <summary>An application as it was started.</summary>
    internal readonly record struct Served(ApplicationConfig Config, bool IsDraining);

    /// <summary>What the gateway's actor carries out.</summary>
    internal abstract record Step
    {
        /// <summary>Start the application's pipeline.</summary>
        internal sealed record Start(ApplicationConfig Config) : Step;

        /// <summary>Drain the application's pipeline.</summary>
        internal sealed record Drain(string Application) : Step;
    }
}
