using System.Text.Json;
using ActorServe.Shared.Programs.State;
using Akka.Actor;

namespace ActorServe.Shared.Programs.Membership;

/// <summary>The members that a seed saw last, in <c>members.json</c> of its state folder, for its next start.</summary>
public sealed class LastSeenMembers(string folder)
{
    private readonly string _path = Path.Combine(folder, "members.json");

    /// <summary>
    /// What was kept; empty where nothing was. What cannot be read is told, and is no reason not to start: only who is asked first depends
    /// on it.
    /// </summary>
    /// <param name="unreadable">Told what is wrong with the file.</param>
    public IReadOnlyList<string> Read(Action<string> unreadable)
    {
        if (!File.Exists(_path)) return [];
        try
        {
            var members = JsonSerializer.Deserialize<string[]>(File.ReadAllText(_path)) ?? [];
            foreach (var member in members) Address.Parse(member);
            return members;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException
            or JsonException or UriFormatException or ArgumentException)
        {
            unreadable($"{_path} is not a list of members, and is ignored: {wrong.Message}");
            return [];
        }
    }

    /// <summary>Keeps them, whole or not at all. It blocks.</summary>
    public void Write(IEnumerable<string> members) =>
        StateFile.Replace(_path, file => JsonSerializer.Serialize(file, members.Order(StringComparer.Ordinal)));
}
