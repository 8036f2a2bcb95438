using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorServe.Cli.Members;

/// <summary>What becomes of members, a line each: for people, or as a JSON object.</summary>
internal sealed class TailLines(TimeProvider time, bool isJson)
{
    private static readonly JsonSerializerOptions Compact = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private string Now => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>How it is at the start.</summary>
    public string Of(ClusterVerdict verdict) => isJson
        ? JsonSerializer.Serialize(new { time = Now, change = "status", ok = verdict.IsWell, message = verdict.Line }, Compact)
        : $"{Now}  {verdict.Line}";

    /// <summary>One change.</summary>
    public string Of(MembershipChange change) => isJson
        ? JsonSerializer.Serialize(new { time = Now, change = change.Name, change.Address, change.Roles, change.Before }, Compact)
        : $"{Now}  {Text(change)}";

    private static string Text(MembershipChange change) => change.Name == "controller"
        ? $"controller   {Place(change.Address)}, before {Place(change.Before ?? "")}"
        : $"{change.Name,-11}  {MemberReading.EndpointOf(change.Address)}  {string.Join(",", change.Roles)}";

    private static string Place(string address) => address.Length == 0 ? "nowhere" : MemberReading.EndpointOf(address);
}
