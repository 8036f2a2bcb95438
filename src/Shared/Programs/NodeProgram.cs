using System.Net.Sockets;
using ActorServe.Shared.Programs.Certificates;
using ActorServe.Shared.Programs.Health;
using ActorServe.Shared.Programs.Logs;
using ActorServe.Shared.Programs.Membership;
using ActorServe.Shared.Programs.Settings;
using ActorServe.Shared.Programs.Telemetry;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorServe.Shared.Programs;

/// <summary>How the process of a seed, a replica node or a gateway is configured, starts and ends.</summary>
public static class NodeProgram
{
    /// <summary>
    /// The section of the configuration that is ours: <c>ACTORSERVE__…</c> in the environment, and arguments without a section.
    /// </summary>
    public const string Section = "ActorServe";

    // A shutdown has a time of its own; what comes before and after it must not be cut off.
    private static readonly TimeSpan BeyondTheDrain = TimeSpan.FromSeconds(20);

    /// <summary>A host that reads <c>appsettings.json</c> of the working directory, then the environment, then the arguments.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        if (SettingsHelp.IsAsked(args)) return AskedForHelp();

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. NodeArguments.Of(args)] });
        builder.AddNodeLogs();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // What it says of a start that failed is said once more, and shorter, by this program.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddFilter("Akka.Hosting.AkkaHostedService", LogLevel.None);
        // Whoever asks reads the answer: it is no news in the log that a node which starts is not ready.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IValidateOptions<NodeOptions>, NodeOptionsValidator>();
        builder.Services.AddOptions<NodeOptions>().Bind(builder.Settings()).ValidateOnStart();
        builder.Services.AddSingleton<IConfigureOptions<HostOptions>>(new ConfigureOptions<HostOptions>(
            host => host.ShutdownTimeout = builder.Read<NodeOptions>().ShutdownTimeout + BeyondTheDrain));
        builder.Services.AddNodeHealth();
        builder.AddNodeTraces();
        return builder.AddNodeMetrics().Checking<NodeOptions>().Checking(_ => OpenTelemetryVariables.Problems(builder.Configuration));
    }

    /// <summary>Our section.</summary>
    public static IConfigurationSection Settings(this WebApplicationBuilder builder) => builder.Configuration.GetSection(Section);

    /// <summary>
    /// A class of options is read from our section too: what is wrong with any is told at once, before anything starts, and so is a setting
    /// that none of them knows.
    /// </summary>
    /// <param name="builder">The process.</param>
    /// <param name="section">The section below ours that they are read from; null is ours.</param>
    public static WebApplicationBuilder Checking<TOptions>(this WebApplicationBuilder builder, string? section = null)
    {
        builder.Services.AddSingleton(new CheckedOptions(typeof(TOptions), section));
        return builder;
    }

    /// <summary>
    /// What options cannot tell by themselves, such as a file that one names, is checked once they are right, and told as they are.
    /// </summary>
    /// <param name="builder">The process.</param>
    /// <param name="problems">What is wrong, by key, with the value and what was expected; empty where nothing is.</param>
    public static WebApplicationBuilder Checking(this WebApplicationBuilder builder, Func<IServiceProvider, IReadOnlyList<string>> problems)
    {
        builder.Services.AddSingleton(new CheckedBeforeStart(problems));
        return builder;
    }

    /// <summary>
    /// Options that are needed before the host is built. Where a value cannot be read they are the default ones: the program tells before
    /// it starts.
    /// </summary>
    public static TOptions Read<TOptions>(this WebApplicationBuilder builder)
        where TOptions : new()
    {
        try
        {
            return builder.Settings().Get<TOptions>() ?? new TOptions();
        }
        catch (InvalidOperationException)
        {
            return new TOptions();
        }
    }

    /// <summary>Listens on these addresses; where a setting is wrong, on none: the program says so before it starts.</summary>
    public static WebApplicationBuilder Listening(this WebApplicationBuilder builder, params ListenOptions[] listens)
    {
        builder.WebHost.UseUrls([.. listens.SelectMany(listen => listen.Addresses).Distinct(StringComparer.OrdinalIgnoreCase)]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.UseCertificate(builder.Read<NodeOptions>().Tls));
        return listens.Aggregate(builder, AlsoListening);
    }

    /// <summary>The process answers at these addresses too, in a server that is not the host's.</summary>
    public static WebApplicationBuilder AlsoListening(this WebApplicationBuilder builder, ListenOptions listen)
    {
        builder.Services.AddSingleton(new AnsweredAt(listen.Addresses));
        return builder;
    }

    /// <summary>Listens where <see cref="NodeOptions.Health"/> says, and at these addresses.</summary>
    public static WebApplicationBuilder ListeningForHealth(this WebApplicationBuilder builder, params ListenOptions[] others) =>
        builder.Listening([builder.Read<NodeOptions>().Health, .. others]);

    /// <summary>Runs until SIGTERM or Ctrl-C, which drain and leave the cluster, or until the cluster goes on without this node.</summary>
    /// <param name="builder">The process, complete.</param>
    /// <param name="map">What answers over HTTP.</param>
    /// <returns>One of <see cref="NodeExitCodes"/>.</returns>
    public static async Task<int> RunNodeAsync(this WebApplicationBuilder builder, Action<WebApplication> map)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(HelpAsked))) return Help(builder);

        await using var app = builder.Build();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("ActorServe");
        try
        {
            if (HasProblems(app, log)) return NodeExitCodes.Settings;
            TellOfTls(app, log);
            map(app);
            await app.StartAsync();
            var system = app.Services.GetRequiredService<ActorSystem>();
            log.LogInformation("{Address} started.", Akka.Cluster.Cluster.Get(system).SelfAddress);
            await app.WaitForShutdownAsync();
            return Ended(system, log);
        }
#pragma warning disable CA1031 // Whatever it is, a person reads it, and the supervisor sees that the process failed.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (PortTaken(failure, app.Services) is { } taken) log.LogCritical("The node cannot listen: {Reason}", taken);
            else log.LogCritical(failure, "The node failed.");
            // It may be a member by now: one that just ended would be missed for as long as a dead one.
            await app.StopAsync();
            return NodeExitCodes.Failed;
        }
    }

    private static WebApplicationBuilder AskedForHelp()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddSingleton<HelpAsked>();
        return builder.Checking<NodeOptions>();
    }

    private static int Help(WebApplicationBuilder builder)
    {
        var options = builder.Services.Select(service => service.ImplementationInstance).OfType<CheckedOptions>();
#pragma warning disable RS0030 // What was asked for, as it is: a log would put its time before the first line.
        Console.Out.WriteLine(SettingsHelp.Text(builder.Environment.ApplicationName, options.Select(o => (o.Type, o.Section))));
#pragma warning restore RS0030
        return NodeExitCodes.Ok;
    }

    /// <summary>The most usual reason why a node does not start, in a line; null where it is another.</summary>
    private static string? PortTaken(Exception failure, IServiceProvider services)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is IOException { InnerException: AddressInUseException }) return cause.Message;
            if (cause is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
                return $"remoting (Cluster:Port) at {Remoting(services)}: {cause.Message}";
        }

        return null;

        static string Remoting(IServiceProvider services)
        {
            var cluster = services.GetRequiredService<IOptions<NodeOptions>>().Value.Cluster;
            return $"{cluster.ListenHostname}:{cluster.Port}";
        }
    }

    private static bool HasProblems(WebApplication app, ILogger log)
    {
        var section = app.Configuration.GetSection(Section);
        var checkedOptions = app.Services.GetServices<CheckedOptions>().ToList();
        var known = checkedOptions.Aggregate(new KnownSettings(), (all, options) => all.Add(options.Type, options.Section));
        var problems = checkedOptions
            .SelectMany(
                options => SettingsCheck.Problems(options.Section is null ? section : section.GetSection(options.Section), options.Type))
            .Concat(SecretPlaces.Problems((IConfigurationRoot)app.Configuration))
            .Concat(known.Unknown(section)).Distinct().ToList();
        if (problems.Count == 0)
            problems = [.. app.Services.GetServices<CheckedBeforeStart>().SelectMany(check => check.Problems(app.Services))];
        foreach (var problem in problems) log.LogCritical("Settings: {Problem}", problem);
        return problems.Count > 0;
    }

    private static void TellOfTls(WebApplication app, ILogger log)
    {
        var addresses = app.Services.GetServices<AnsweredAt>().SelectMany(answered => answered.Addresses).ToList();
        var options = app.Services.GetRequiredService<IOptions<NodeOptions>>().Value;
        foreach (var (level, line) in TlsAtStart.Lines(options, addresses)) log.Log(level, "TLS: {Line}", line);
    }

    private static int Ended(ActorSystem system, ILogger log)
    {
        if (!MembershipHosting.WasDowned(system)) return NodeExitCodes.Ok;
        log.LogError("The cluster went on without this node: start it again.");
        return NodeExitCodes.Downed;
    }

    private sealed class HelpAsked;

    private sealed record AnsweredAt(IReadOnlyList<string> Addresses);

    private sealed record CheckedOptions(Type Type, string? Section);

    private sealed record CheckedBeforeStart(Func<IServiceProvider, IReadOnlyList<string>> Problems);
}
