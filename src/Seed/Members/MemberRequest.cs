using System.Collections.Immutable;
using System.Text.Json;

namespace ActorServe.Seed.Members;

/// <summary>Which member should go, as the body of a request says it.</summary>
/// <param name="Address"><c>host:port</c>, or the whole address.</param>
/// <param name="Force">Also where a reason speaks against it.</param>
internal sealed record MemberRequest(string Address, bool Force)
{
    private const string AddressKey = "address", ForceKey = "force";

    /// <summary>Reads JSON.</summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="mayForce">Whether the request knows <c>force</c>.</param>
    /// <param name="problems">Everything that is wrong with it.</param>
    /// <returns>Null where something is wrong.</returns>
    public static MemberRequest? Parse(ReadOnlyMemory<byte> body, bool mayForce, out ImmutableArray<string> problems)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            problems = [.. Problems(json.RootElement, mayForce)];
            if (problems.Length > 0) return null;

            var force = json.RootElement.TryGetProperty(ForceKey, out var forced) && forced.GetBoolean();
            return new MemberRequest(json.RootElement.GetProperty(AddressKey).GetString()!, force);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // An escape that is no character, as half of a surrogate pair, is found only when its text is read.
            problems = [$"the body is no JSON: {wrong.Message}"];
            return null;
        }
    }

    private static IEnumerable<string> Problems(JsonElement body, bool mayForce)
    {
        if (body.ValueKind != JsonValueKind.Object) return [$"the body is {Word(body)}; expected an object with {AddressKey}"];

        var problems = body.EnumerateObject().Select(property => property.Name switch
        {
            AddressKey when property.Value.ValueKind == JsonValueKind.String && property.Value.GetString() is { Length: > 0 } => "",
            AddressKey => $"{AddressKey} is {Word(property.Value)}; expected host:port",
            ForceKey when mayForce && property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False => "",
            ForceKey when mayForce => $"{ForceKey} is {Word(property.Value)}; expected true or false",
            _ => $"{property.Name} is not known here; expected {(mayForce ? $"{AddressKey} or {ForceKey}" : AddressKey)}",
        });
        if (!body.TryGetProperty(AddressKey, out _)) problems = problems.Append($"{AddressKey} is missing; expected host:port");
        return problems.Where(problem => problem.Length > 0);
    }

    private static string Word(JsonElement value) => value.GetRawText() is { Length: <= 64 } text ? text : $"{value.GetRawText()[..64]}…";
}
