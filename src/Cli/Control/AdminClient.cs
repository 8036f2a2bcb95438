using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ActorServe.Cli.Timing;
using ActorServe.Shared.Configuration.Reading;

namespace ActorServe.Cli.Control;

/// <summary>Asks a seed over its admin REST.</summary>
internal sealed class AdminClient : IDisposable
{
    /// <summary>The path of what runs.</summary>
    public const string Applications = "/api/serve/applications/";

    // Membership is the seed's own; logs it asks of nodes for 3 s, everything else of the controller, which may be moving, for 20.
    private static readonly TimeSpan PatienceOfMembers = TimeSpan.FromSeconds(5), PatienceOfLogs = TimeSpan.FromSeconds(10);

    private readonly AdminConnection _connection;
    private readonly HttpClient _http;

    public AdminClient(AdminConnection connection, TimeProvider? time = null)
    {
        _connection = connection;
        Time = time ?? TimeProvider.System;
        _http = connection.Open(Timeout.InfiniteTimeSpan);
    }

    /// <summary>The clock that it waits by.</summary>
    public TimeProvider Time { get; }

    /// <summary>When the last answer came, on that clock, before anything was read of it.</summary>
    public long AnsweredAt { get; private set; }

    /// <summary>How long the answer to a question of what runs, or to a change, may take.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The seed that is asked.</summary>
    public Uri Address => _connection.Address;

    /// <summary>What runs.</summary>
    public Task<JsonElement> GetApplicationsAsync(CancellationToken stopping) => GetAsync(Applications, Patience, stopping);

    /// <summary>What runs, or why that is not known.</summary>
    /// <exception cref="SeedAwayException">Nobody answers.</exception>
    public Task<AdminAnswer> TryGetApplicationsAsync(CancellationToken stopping) =>
        SendAsync(HttpMethod.Get, Applications, null, Patience, stopping);

    /// <summary>The members.</summary>
    public Task<JsonElement> GetClusterAsync(CancellationToken stopping) => GetAsync("/api/cluster", PatienceOfMembers, stopping);

    /// <summary>What nodes logged lately.</summary>
    /// <param name="query">Of which node, from which level on, how many lines, and behind which.</param>
    /// <param name="stopping">Nobody waits any more.</param>
    public Task<JsonElement> GetLogsAsync(string query, CancellationToken stopping) =>
        GetAsync($"/api/cluster/logs?{query}", PatienceOfLogs, stopping);

    /// <summary>Has a member leave.</summary>
    public Task<AdminAnswer> LeaveAsync(string member, CancellationToken stopping) =>
        SendAsync(HttpMethod.Post, "/api/cluster/leave", JsonContent.Create(new { address = member }), PatienceOfMembers, stopping);

    /// <summary>Downs a member.</summary>
    public Task<AdminAnswer> DownAsync(string member, bool force, CancellationToken stopping) =>
        SendAsync(HttpMethod.Post, "/api/cluster/down", JsonContent.Create(new { address = member, force }), PatienceOfMembers, stopping);

    /// <summary>Other applications, as a whole.</summary>
    /// <param name="file">The application file, YAML or JSON.</param>
    /// <param name="stopping">Gives up.</param>
    /// <param name="ifVersion">Only where those that they replace have this number; null replaces any.</param>
    public Task<AdminAnswer> PutAsync(string file, CancellationToken stopping, long? ifVersion = null) => SendAsync(
        HttpMethod.Put, ifVersion is null ? Applications : $"{Applications}?if_version={ifVersion}",
        new StringContent(file, Encoding.UTF8, "application/yaml"), Patience, stopping);

    /// <summary>One application less.</summary>
    /// <exception cref="CommandFailedException">No application can have that name: its path may be that of all.</exception>
    public Task<AdminAnswer> DeleteAsync(string application, CancellationToken stopping) => Names.IsPart(application)
        ? SendAsync(HttpMethod.Delete, Applications + application, null, Patience, stopping)
        : throw new CommandFailedException($"'{application}' is no name of an application; expected {Names.PartRule}", ExitCodes.Usage);

    /// <summary>No application any more.</summary>
    public Task<AdminAnswer> DeleteAllAsync(CancellationToken stopping) =>
        SendAsync(HttpMethod.Delete, Applications, null, Patience, stopping);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> GetAsync(string path, TimeSpan patience, CancellationToken stopping)
    {
        var answer = await SendAsync(HttpMethod.Get, path, null, patience, stopping);
        if (answer.IsSuccess) return answer.Body;

        var problem = $"{_connection.Address}: {answer.Error}";
        throw answer.IsAway ? new SeedAwayException(problem) : new CommandFailedException(problem);
    }

    private async Task<AdminAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? content, TimeSpan patience, CancellationToken stopping)
    {
        using var brief = new Until(Time, patience, stopping);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
            using var response = await _http.SendAsync(request, brief.Token);
            AnsweredAt = Time.GetTimestamp();
            var answer = new AdminAnswer((int)response.StatusCode, await ReadAsync(response, brief.Token))
            {
                HadToken = _connection.Token is { Length: > 0 },
            };
            if ((answer.IsSuccess || answer.Status == 404) && answer.Body.ValueKind != JsonValueKind.Object)
                throw new CommandFailedException($"{_connection.Address} is no seed's admin address: it answers, but not as one");
            return answer;
        }
        catch (HttpRequestException cause)
        {
            var heard = cause.HttpRequestError is not
                (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
            throw Away($"does not answer: {ConnectionTrouble.Of(cause, _connection.Address)}", method, heard, isGone: true);
        }
        catch (OperationCanceledException cause) when (cause.InnerException is TimeoutException && !brief.Token.IsCancellationRequested)
        {
            // The handler's own limit: no connection came about, so that nothing was asked.
            var seconds = _connection.ConnectPatience.TotalSeconds;
            throw Away($"does not answer: no connection within {seconds:0.#} s", method, mayHaveHeard: false, isGone: true);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw Away($"does not answer within {patience.TotalSeconds:0.#} s", method, mayHaveHeard: true, isGone: false);
        }
    }

    // Whoever changes something must know that it may have been done all the same.
    private SeedAwayException Away(string problem, HttpMethod method, bool mayHaveHeard, bool isGone)
    {
        var mayBeDone = mayHaveHeard && method != HttpMethod.Get;
        var look = method == HttpMethod.Post ? "cluster show" : "status";
        var doubt = mayBeDone ? $"; whether it was taken is not known: look with {look}" : "";
        return new SeedAwayException($"{_connection.Address} {problem}{doubt}") { IsGone = isGone, MayHaveHeard = mayBeDone };
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken stopping)
    {
        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(stopping));
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Somebody else answers there, or something between here and the seed.
            return default;
        }
    }
}
