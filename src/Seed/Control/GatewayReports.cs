using System.Collections.Immutable;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.ControlProtocol;

namespace ActorServe.Seed.Control;

/// <summary>What gateways say of the applications, as long as it is fresh.</summary>
internal sealed record GatewayReports
{
    private FreshReports<GatewayReport> Reports { get; init; } = new();

    // Applications that were served since their config came: what stops after that is trouble, and not the way there.
    private ImmutableHashSet<string> Served { get; init; } = [];

    // The targets that an application's config came with: reports of older ones speak of another config.
    private ImmutableDictionary<string, long> Since { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>A report of a gateway replaces its last one.</summary>
    public GatewayReports See(GatewayReport report, DateTimeOffset now)
    {
        var served = report.Applications.Where(a => a.IsServing && Counts(report, a.Application)).Select(a => a.Application);
        return this with { Reports = Reports.See(report.Node.Address, report, now), Served = Served.Union(served) };
    }

    /// <summary>The gateway is no member any more, or cannot be reached.</summary>
    public GatewayReports Forget(string address) => this with { Reports = Reports.Forget(address) };

    /// <summary>Other targets came. Only where what gateways do for an application changed is it to be served anew.</summary>
    /// <param name="before">What was wanted.</param>
    /// <param name="targets">What is wanted.</param>
    public GatewayReports Wanted(ServeConfig before, ServeTargets targets)
    {
        var known = before.Applications.ToDictionary(a => a.Name);
        var wanted = targets.Config.Applications;
        var names = wanted.Select(a => a.Name).ToHashSet();
        var changed = wanted.Where(a => !known.TryGetValue(a.Name, out var was) || !was.IsServedAlike(a)).Select(a => a.Name).ToList();
        return this with
        {
            Served = Served.Intersect(names).Except(changed),
            Since = Since.RemoveRange(Since.Keys.Where(name => !names.Contains(name)))
                .SetItems(changed.Select(name => KeyValuePair.Create(name, targets.Version))),
        };
    }

    /// <summary>Those that are fresh, by address.</summary>
    public ImmutableArray<GatewayReport> Fresh(DateTimeOffset now) => Reports.At(now);

    /// <summary>
    /// How an application fares whose deployments run: it runs once a gateway serves it, unless another has trouble with it.
    /// </summary>
    public (ApplicationStatus Status, string Message) Of(ApplicationConfig application, DateTimeOffset now)
    {
        var fresh = Fresh(now);
        var wasServed = Served.Contains(application.Name);
        var reports = fresh.Where(r => Counts(r, application.Name))
            .SelectMany(
                r => r.Applications.Where(a => a.Application == application.Name).Select(a => (r.Node.Address, Report: a))).ToList();
        var trouble = string.Join(
            "; ", reports.Where(r => r.Report.Message.Length > 0).Select(r => $"gateway {r.Address}: {r.Report.Message}"));
        if (trouble.Length == 0 && reports.Any(r => r.Report.IsServing)) return (ApplicationStatus.Running, "");

        var message = trouble.Length > 0 ? trouble : fresh.IsEmpty ? "no gateway is up"
            : wasServed ? "no gateway serves it any more" : "no gateway serves it yet";
        return (wasServed ? ApplicationStatus.Unhealthy : ApplicationStatus.Deploying, message);
    }

    // A gateway that drains says so while it finishes what it has: requests are refused there, and nothing more is read.
    private bool Counts(GatewayReport report, string application) =>
        !report.IsDraining && report.Version >= Since.GetValueOrDefault(application);
}
