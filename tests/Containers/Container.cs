using System.Globalization;
using System.Text.Json;

namespace ActorServe.Containers;

/// <summary>What the engine says of a container.</summary>
/// <param name="ContainerId">Its id.</param>
/// <param name="IsRunning">Whether its process runs.</param>
/// <param name="HealthStatus">What its health check says.</param>
/// <param name="ProcessId">Its process, as the host numbers it; 0 where it does not run.</param>
/// <param name="EndCode">What its process ended with.</param>
/// <param name="Restarts">How often the engine started it again.</param>
/// <param name="HostPorts">By port inside, the port of the host.</param>
public sealed record Container(
    string ContainerId, bool IsRunning, string HealthStatus, int ProcessId, int EndCode, int Restarts,
    IReadOnlyDictionary<string, int> HostPorts)
{
    /// <summary>Reads what <c>docker inspect</c> prints of one.</summary>
    public static Container Of(JsonElement inspected)
    {
        var state = inspected.GetProperty("State");
        return new Container(
            inspected.GetProperty("Id").GetString()!, state.GetProperty("Running").GetBoolean(),
            state.TryGetProperty("Health", out var health) ? health.GetProperty("Status").GetString()! : "unknown",
            state.GetProperty("Pid").GetInt32(), state.GetProperty("ExitCode").GetInt32(), inspected.GetProperty("RestartCount").GetInt32(),
            Ports(inspected.GetProperty("NetworkSettings").GetProperty("Ports")));
    }

    private static Dictionary<string, int> Ports(JsonElement ports) => ports.EnumerateObject()
        .Where(port => port.Value.ValueKind == JsonValueKind.Array && port.Value.GetArrayLength() > 0)
        .ToDictionary(
            port => port.Name, port => int.Parse(port.Value[0].GetProperty("HostPort").GetString()!, CultureInfo.InvariantCulture));
}
