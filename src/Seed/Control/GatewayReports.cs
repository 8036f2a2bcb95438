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

    // Reports of older targets speak of another config.
    private long Since { get; init; }

    /// <summary>A report of a gateway replaces its last one.</summary>
    public GatewayReports See(GatewayReport report, DateTimeOffset now)
    {
        var served = report.Version < Since ? [] : report.Applications.Where(a => a.IsServing).Select(a => a.Application);
        return this with { Reports = Reports.See(report.Node.Address, report, now), Served = Served.Union(served) };
    }

    /// <summary>The gateway is no member any more, or cannot be reached.</summary>
    public GatewayReports Forget(string address) => this with { Reports = Reports.Forget(address) };

    /// <summary>Other applications are wanted since these targets.</summary>
    public GatewayReports Wanted(long version) => this with { Served = [], Since = version };

    /// <summary>Those that are fresh, by address.</summary>
    public ImmutableArray<GatewayReport> Fresh(DateTimeOffset now) => Reports.At(now);

    /// <summary>
    /// How an application fares whose deployments run: it runs once a gateway serves it, unless another has trouble with it.
    /// </summary>
    public (ApplicationStatus Status, string Message) Of(ApplicationConfig application, DateTimeOffset now)
    {
        var fresh = Fresh(now);
        var reports = fresh.Where(r => r.Version >= Since)
            .SelectMany(r => r.Applications.Where(a => a.Application == application.Name).Select(a => (r.Node.Address, Report: a))).ToList();
        var trouble = string.Join("; ", reports.Where(r => r.Report.Message.Length > 0).Select(r => $"gateway {r.Address}: {r.Report.Message}"));
        if (trouble.Length == 0 && reports.Any(r => r.Report.IsServing)) return (ApplicationStatus.Running, "");

        var message = trouble.Length > 0 ? trouble : fresh.IsEmpty ? "no gateway is up" : "no gateway serves it yet";
        return (Served.Contains(application.Name) ? ApplicationStatus.Unhealthy : ApplicationStatus.Deploying, message);
    }
}
