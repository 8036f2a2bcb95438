using System.Text.Json;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs.Logs;
using Akka.Actor;
using Akka.Cluster;
using Microsoft.AspNetCore.Http;
using static ActorServe.Shared.Protocol.LogProtocol;

namespace ActorServe.Seed.Admin;

/// <summary>What nodes logged lately, merged by time. Each node is asked itself, so that it needs no controller.</summary>
internal sealed class LogsEndpoints(ActorSystem system)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Lines of one node or of all, and which of them did not answer in time.</summary>
    public async Task GetAsync(HttpContext context)
    {
        var (query, problems) = LogsQuery.Of(context.Request.Query);
        if (problems.Count > 0)
        {
            await Answers.ErrorAsync(context.Response, StatusCodes.Status400BadRequest, string.Join("; ", problems));
            return;
        }

        var members = Cluster.Get(system).State.Members
            .Where(m => m.Status is not (MemberStatus.Down or MemberStatus.Removed)).Select(m => m.Address).ToList();
        var asked = query.Node is null ? members : members.FindAll(address => address.IsNamed(query.Node));
        if (asked.Count == 0)
        {
            var there = string.Join(", ", members.Select(MemberAddress.Endpoint));
            await Answers.ErrorAsync(
                context.Response, StatusCodes.Status404NotFound, $"there is no node '{query.Node}'; there are {there}");
            return;
        }

        var answers = await Task.WhenAll(asked.Select(address => AskAsync(address, query, context.RequestAborted)));
        await Answers.JsonAsync(context.Response, StatusCodes.Status200OK, json => Write(json, answers, query));
    }

    private async Task<NodeAnswer> AskAsync(Address address, LogsQuery query, CancellationToken aborted)
    {
        var node = address.Endpoint();
        try
        {
            var path = new RootActorPath(address) / "user" / ActorPaths.LogsName;
            return new NodeAnswer(node, await system.ActorSelection(path).Ask<NodeLogs>(query.For(node), AnswerTimeout, aborted));
        }
        catch (AskTimeoutException)
        {
            return new NodeAnswer(node, null);
        }
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<NodeAnswer> answers, LogsQuery query)
    {
        var lines = answers.SelectMany(a => a.Logs?.Lines.Select(line => (a.Node, Line: line)) ?? [])
            .OrderBy(l => l.Line.TimeMs).ThenBy(l => l.Node, StringComparer.Ordinal).ThenBy(l => l.Line.Number);
        json.WriteStartArray("lines");
        foreach (var (node, line) in query.After is null ? lines.TakeLast(query.Tail) : lines) LogLineJson.Write(json, line, node);
        json.WriteEndArray();
        json.WriteStartArray("nodes");
        foreach (var (node, logs) in answers.OrderBy(a => a.Node, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("node", node);
            json.WriteBoolean("answered", logs is not null);
            if (logs is not null)
            {
                json.WriteNumber("first", logs.First);
                json.WriteNumber("last", logs.Last);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What a node said; null where it said nothing in time.</summary>
    private sealed record NodeAnswer(string Node, NodeLogs? Logs);
}
