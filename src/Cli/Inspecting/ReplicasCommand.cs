using System.CommandLine;
using ActorServe.Cli.Completion;
using ActorServe.Cli.Control;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Inspecting;

/// <summary><c>actorserve replicas</c>: every replica, where it runs, what it has to do, and how it is.</summary>
internal static class ReplicasCommand
{
    private static readonly string[] Head = ["DEPLOYMENT", "REPLICA", "VERSION", "NODE", "STATE", "ONGOING", "ROWS", "SINCE", "HEALTH"];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var which = new Argument<string?>("APPLICATION[/DEPLOYMENT]")
        {
            Description = "Only the replicas of these.", Arity = ArgumentArity.ZeroOrOne,
        };
        which.CompletionSources.Add(SeedNames.ApplicationsAndDeployments);
        var json = ControlCommand.Json("Prints a JSON list of them.");
        return ControlCommand.Create("replicas", "Shows a cluster's replicas.", terminal, [which, json], async (parsed, client, stopping) =>
        {
            var found = Find(ServingReading.Of(await client.GetApplicationsAsync(stopping)), parsed.GetValue(which));
            if (parsed.GetValue(json)) terminal.WriteJson(found.Select(Json));
            else Show(found, terminal, terminal.Time.GetUtcNow());
            return ExitCodes.Ok;
        });
    }

    /// <summary>The replicas that are asked for, each with the names of its application and deployment.</summary>
    /// <exception cref="CommandFailedException">There is no such application or deployment.</exception>
    internal static IReadOnlyList<Placed> Find(ServingReading serving, string? which)
    {
        var names = which?.Split('/', 2);
        var applications = names is null ? serving.Applications : [serving.Find(names[0])];
        if (names is [var application, var deployment] && applications[0].Deployments.All(d => d.Name != deployment))
        {
            var there = string.Join(", ", applications[0].Deployments.Select(d => d.Name));
            throw new CommandFailedException($"there is no deployment {deployment} in {application}; there: {there}");
        }

        return [.. from a in applications
                   from d in a.Deployments
                   where names is not [_, var name] || d.Name == name
                   from r in d.Replicas
                   select new Placed(a.Name, d, r)];
    }

    private static void Show(IReadOnlyList<Placed> replicas, Terminal terminal, DateTimeOffset now)
    {
        if (replicas.Count == 0)
        {
            terminal.WriteLine("no replica runs");
            return;
        }

        foreach (var line in TextTable.Lines(Head, replicas.Select(placed => Row(placed, now)))) terminal.WriteLine(line);
    }

    private static IReadOnlyList<string> Row(Placed placed, DateTimeOffset now)
    {
        var (application, deployment, replica) = placed;
        return
        [
            $"{application}/{deployment.Name}",
            replica.Id,
            VersionOf(replica),
            replica.Node,
            replica.State,
            $"{(replica.Load is { } load ? Words.Of(load.Ongoing) : "?")}/{Words.Of(replica.MostOngoing)}",
            replica.Load is { } done ? Words.Of(done.Rows) : "?",
            replica.Since is { } since ? Words.Ago(now - since) : "?",
            HealthOf(replica),
        ];
    }

    // The digest of everything whose change needs new replicas: its beginning tells two versions of a rollout apart.
    private static string VersionOf(ReplicaReading replica) => replica.Version.Length > 8 ? replica.Version[..8] : replica.Version;

    internal static string HealthOf(ReplicaReading replica) => replica switch
    {
        { FailedChecks: > 0 } => $"{Words.Count(replica.FailedChecks, "failed check")}: {replica.Trouble}",
        // Its node is silent: its last checks say nothing of now.
        { State: ReplicaReading.Unreachable } or { State: "RUNNING", Load: null } => "unknown",
        { State: "RUNNING" } => "ok",
        _ => "",
    };

    private static object Json(Placed placed)
    {
        var (application, deployment, replica) = placed;
        return new
        {
            application, deployment = deployment.Name, replica_id = replica.Id, version = replica.Version, node = replica.Node,
            state = replica.State,
            ongoing_rows = replica.Load?.Ongoing, queued_rows = replica.Load?.Queued, max_ongoing_requests = replica.MostOngoing,
            rows = replica.Load?.Rows, batches = replica.Load?.Batches, run_time_us = replica.Load?.RunTimeUs, since = replica.Since,
            failed_checks = replica.FailedChecks, health_message = replica.Trouble,
        };
    }

    /// <summary>A replica and whose it is.</summary>
    internal sealed record Placed(string Application, DeployedReading Deployment, ReplicaReading Replica);
}
