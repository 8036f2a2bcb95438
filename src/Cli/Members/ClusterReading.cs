using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace ActorServe.Cli.Members;

/// <summary>A cluster as a seed tells of it.</summary>
/// <param name="Self">The seed that was asked.</param>
/// <param name="Controller">Where the controller is; null without a seed.</param>
/// <param name="Leader">The member that moves others from state to state; null where none can.</param>
/// <param name="Members">The oldest first.</param>
internal sealed record ClusterReading(string Self, string? Controller, string? Leader, ImmutableArray<MemberReading> Members)
{
    /// <summary>
    /// The seed is a member itself. One that has just started is none for some seconds, and tells of a cluster without any member.
    /// </summary>
    public bool IsMember => Members.Any(m => m.Address == Self);

    /// <summary>Reads what <c>GET /api/cluster</c> answers.</summary>
    public static ClusterReading Of(JsonElement cluster) => new(
        cluster.GetProperty("self").GetString()!,
        cluster.GetProperty("controller").GetString(),
        cluster.GetProperty("leader").GetString(),
        [.. cluster.GetProperty("members").EnumerateArray().Select(MemberReading.Of)]);

    /// <summary>The member that somebody means by <c>host:port</c> or its whole address.</summary>
    /// <exception cref="CommandFailedException">There is none; those that there are are named.</exception>
    public MemberReading Find(string address) => Members.FirstOrDefault(m => m.IsNamed(address)) ?? throw new CommandFailedException(
        $"there is no member {address}; expected one of {string.Join(", ", Members.Select(m => m.Endpoint))}");
}

/// <summary>A member as a seed tells of it.</summary>
/// <param name="Address">The address of its ActorSystem.</param>
/// <param name="Uid">Tells it from other processes that had or will have its address.</param>
/// <param name="Roles">In the order of the alphabet.</param>
/// <param name="Status">Akka's word for how far it has come: <c>UP</c>.</param>
/// <param name="IsReachable">No member misses its heartbeats.</param>
internal sealed record MemberReading(string Address, long Uid, ImmutableArray<string> Roles, string Status, bool IsReachable)
{
    /// <summary>The version of its program; empty where it is not told.</summary>
    public string Version { get; init; } = "";

    /// <summary>How long it has been up; null where the seed does not know.</summary>
    public TimeSpan? UpFor { get; init; }

    /// <summary>What people call it: <c>host:port</c>.</summary>
    public string Endpoint => EndpointOf(Address);

    /// <summary>Its age, for people; empty where it is not known.</summary>
    public string Age => UpFor switch
    {
        null => "",
        { TotalDays: >= 2 } days => string.Create(CultureInfo.InvariantCulture, $"{(int)days.TotalDays} d"),
        { TotalHours: >= 2 } hours => string.Create(CultureInfo.InvariantCulture, $"{(int)hours.TotalHours} h"),
        { TotalMinutes: >= 2 } minutes => string.Create(CultureInfo.InvariantCulture, $"{(int)minutes.TotalMinutes} min"),
        { } seconds => string.Create(CultureInfo.InvariantCulture, $"{(int)seconds.TotalSeconds} s"),
    };

    /// <summary>Reads one member. A seed of an older version tells less.</summary>
    public static MemberReading Of(JsonElement member) => new(
        member.GetProperty("address").GetString()!,
        member.TryGetProperty("uid", out var uid) ? uid.GetInt64() : 0,
        [.. member.GetProperty("roles").EnumerateArray().Select(r => r.GetString()!)],
        member.GetProperty("status").GetString()!,
        member.GetProperty("reachable").GetBoolean())
    {
        Version = member.TryGetProperty("version", out var version) ? version.GetString() ?? "" : "",
        UpFor = member.TryGetProperty("up_for_s", out var up) && up.ValueKind == JsonValueKind.Number
            ? TimeSpan.FromSeconds(up.GetDouble()) : null,
    };

    /// <summary><c>host:port</c> of a whole address.</summary>
    public static string EndpointOf(string address) => address[(address.LastIndexOf('@') + 1)..];

    /// <summary>Whether it is the same process, whatever became of it.</summary>
    public bool IsSameAs(MemberReading other) => Address == other.Address && Uid == other.Uid;

    /// <summary>Whether somebody who writes this means it.</summary>
    public bool IsNamed(string address) =>
        address.Equals(Endpoint, StringComparison.OrdinalIgnoreCase) || address.Equals(Address, StringComparison.OrdinalIgnoreCase);
}
