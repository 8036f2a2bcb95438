using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json;
using ActorServe.Cli.Control;
using ActorServe.Cli.Inspecting;
using ActorServe.Cli.Members;

namespace ActorServe.Cli.Completion;

/// <summary>
/// Names that only a seed knows, for the completion of a command line: it may take a second at most. Where it does not answer, or not
/// as hoped, there are none: whoever presses a key is told nothing.
/// </summary>
internal static class SeedNames
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The members, as <c>host:port</c>.</summary>
    public static IEnumerable<CompletionItem> Members(CompletionContext context) => Items(Cluster(context).Select(m => m.Endpoint));

    /// <summary>The members that have something to drain.</summary>
    public static IEnumerable<CompletionItem> DrainableMembers(CompletionContext context) =>
        Items(Cluster(context).Where(m => m.Roles.Intersect(DrainChoice.Roles).Any()).Select(m => m.Endpoint));

    /// <summary>The applications.</summary>
    public static IEnumerable<CompletionItem> Applications(CompletionContext context) => Items(Status(context).Select(a => a.Name));

    /// <summary>The deployments, as <c>application/deployment</c>; of an application that has one, its name alone.</summary>
    public static IEnumerable<CompletionItem> Deployments(CompletionContext context) => Items(Status(context).SelectMany(a =>
        a.Deployments.Length == 1 ? [a.Name] : a.Deployments.Select(d => $"{a.Name}/{d.Name}")));

    /// <summary>The applications, and the deployments of those that have several.</summary>
    public static IEnumerable<CompletionItem> ApplicationsAndDeployments(CompletionContext context) => Items(Status(context).SelectMany(a =>
        a.Deployments.Length == 1 ? [a.Name] : a.Deployments.Select(d => $"{a.Name}/{d.Name}").Prepend(a.Name)));

    private static IEnumerable<CompletionItem> Items(IEnumerable<string> names) => names.Select(name => new CompletionItem(name));

    private static IEnumerable<MemberReading> Cluster(CompletionContext context) =>
        Ask(context, "/api/cluster", answer => ClusterReading.Of(answer).Members) ?? Enumerable.Empty<MemberReading>();

    private static IEnumerable<ServedReading> Status(CompletionContext context) =>
        Ask(context, AdminClient.Applications, answer => ServingReading.Of(answer).Applications) ?? Enumerable.Empty<ServedReading>();

    private static IEnumerable<T>? Ask<T>(CompletionContext context, string path, Func<JsonElement, IEnumerable<T>> read)
    {
        // Help asks too, for words to show: those of a cluster are none of them.
        if (context is not TextCompletionContext || IsGiven(context)) return null;

        try
        {
            using var answer = Get(context.ParseResult, path);
            return read(answer.RootElement);
        }
        catch (Exception cause) when (cause is HttpRequestException or TaskCanceledException or CommandFailedException or IOException
            or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // No seed, none that may be asked, or something else that answers there.
            return null;
        }
    }

    // What is named is always a command's first argument. The word at the cursor is not given yet: it may become another.
    private static bool IsGiven(CompletionContext context)
    {
        var parsed = context.ParseResult;
        var words = parsed.GetResult(parsed.CommandResult.Command.Arguments[0])?.Tokens.Select(token => token.Value).ToList() ?? [];
        return words.Count > (words is [.., var last] && last == context.WordToComplete ? 1 : 0);
    }

    // Not asynchronous, because completion sources are not.
    private static JsonDocument Get(ParseResult parsed, string path)
    {
        var connection = AdminConnection.Of(
            parsed.GetValue<string?>(AdminConnection.AddressName), parsed.GetValue<string?>(AdminConnection.TokenFileName),
            parsed.GetValue<string?>(AdminConnection.CaFileName));
        using var http = connection.Open(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using var response = http.Send(request);
        response.EnsureSuccessStatusCode();
        using var body = response.Content.ReadAsStream();
        return JsonDocument.Parse(body);
    }
}
