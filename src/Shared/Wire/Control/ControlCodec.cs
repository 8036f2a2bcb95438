using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.ControlProtocol;

namespace ActorServe.Shared.Wire.Control;

/// <summary>What is asked of the controller and what it tells, on the wire.</summary>
internal static class ControlCodec
{
    public static byte[] Write(SetTargets set)
    {
        var message = new Proto.SetTargets { Config = Parts.Write(set.Config) };
        if (set.IfVersion is { } version) message.IfVersion = version;
        return Parts.Bytes(message);
    }

    public static SetTargets ReadSetTargets(byte[] bytes)
    {
        var message = Parts.Parse(Proto.SetTargets.Parser, bytes);
        return new SetTargets(Parts.ReadConfig(message.Config)) { IfVersion = message.HasIfVersion ? message.IfVersion : null };
    }

    public static byte[] Write(TargetsSet set) => Parts.Bytes(new Proto.TargetsSet { Version = set.Version });

    public static TargetsSet ReadTargetsSet(byte[] bytes) => new(Parts.Parse(Proto.TargetsSet.Parser, bytes).Version);

    public static byte[] Write(TargetsRefused refused) =>
        Parts.Bytes(new Proto.TargetsRefused { Reason = refused.Reason, Kind = (int)refused.Kind });

    public static TargetsRefused ReadTargetsRefused(byte[] bytes)
    {
        var message = Parts.Parse(Proto.TargetsRefused.Parser, bytes);
        return new TargetsRefused(message.Reason) { Kind = Parts.Choice(message.Kind, TargetsRefusal.NotConfirmed) };
    }

    public static byte[] Write(GetTargets _) => [];

    public static GetTargets ReadGetTargets(byte[] bytes)
    {
        Parts.Parse(Proto.GetTargets.Parser, bytes);
        return GetTargets.Instance;
    }

    public static byte[] Write(ServeTargets targets)
    {
        var message = new Proto.ServeTargets
        {
            Version = targets.Version,
            Config = Parts.Write(targets.Config),
            SetAtMs = targets.SetAtMs,
            ChangeId = targets.ChangeId,
            ConfigVersion = targets.ConfigVersion,
        };
        foreach (var pin in targets.Pins) message.Pins.Add(Write(pin));
        return Parts.Bytes(message);
    }

    public static ServeTargets ReadServeTargets(byte[] bytes)
    {
        var message = Parts.Parse(Proto.ServeTargets.Parser, bytes);
        return new ServeTargets(message.Version, Parts.ReadConfig(message.Config))
        {
            Pins = [.. message.Pins.Select(Read)],
            SetAtMs = message.SetAtMs,
            ChangeId = message.ChangeId,
            ConfigVersion = message.ConfigVersion,
        };
    }

    public static byte[] Write(GetStatus _) => [];

    public static GetStatus ReadGetStatus(byte[] bytes)
    {
        Parts.Parse(Proto.GetStatus.Parser, bytes);
        return GetStatus.Instance;
    }

    private static Proto.DeploymentPin Write(DeploymentPin pin) =>
        new() { Key = Parts.Write(pin.Key), Model = Parts.Write(pin.Model), HasRun = pin.HasRun };

    private static DeploymentPin Read(Proto.DeploymentPin pin) =>
        new(Parts.Read(pin.Key), Parts.Read(Parts.Required(pin.Model, "model"))) { HasRun = pin.HasRun };
}
