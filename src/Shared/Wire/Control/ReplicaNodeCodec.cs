using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.ReplicaNodeProtocol;

namespace ActorServe.Shared.Wire.Control;

/// <summary>What the controller and replica nodes tell each other, on the wire.</summary>
internal static class ReplicaNodeCodec
{
    public static byte[] Write(StartReplica start) => Parts.Bytes(new Proto.StartReplica
    {
        Key = Parts.Write(start.Key), Config = Parts.Write(start.Config), RequestId = Parts.Write(start.RequestId),
        Model = start.Model is null ? null : Parts.Write(start.Model),
    });

    public static StartReplica ReadStartReplica(byte[] bytes)
    {
        var message = Parts.Parse(Proto.StartReplica.Parser, bytes);
        return new StartReplica(
            Parts.Read(message.Key), Parts.ReadDeployment(message.Config), Parts.ReadGuid(message.RequestId),
            message.Model is null ? null : Parts.Read(message.Model));
    }

    public static byte[] Write(StopReplica stop) => Parts.Bytes(
        new Proto.StopReplica { Replica = Parts.Write(stop.Replica), GraceTicks = stop.Grace.Ticks });

    public static StopReplica ReadStopReplica(byte[] bytes)
    {
        var message = Parts.Parse(Proto.StopReplica.Parser, bytes);
        return new StopReplica(Parts.Read(message.Replica), new TimeSpan(message.GraceTicks));
    }

    public static byte[] Write(ResolveModel resolve) => Parts.Bytes(
        new Proto.ResolveModel { Config = Parts.Write(resolve.Config), RequestId = Parts.Write(resolve.RequestId) });

    public static ResolveModel ReadResolveModel(byte[] bytes)
    {
        var message = Parts.Parse(Proto.ResolveModel.Parser, bytes);
        return new ResolveModel(Parts.ReadDeployment(message.Config), Parts.ReadGuid(message.RequestId));
    }

    public static byte[] Write(ModelResolved resolved)
    {
        var message = new Proto.ModelResolved
        {
            RequestId = Parts.Write(resolved.RequestId), Model = resolved.Model is null ? null : Parts.Write(resolved.Model),
        };
        if (resolved.Error is { } error) message.Error = error;
        return Parts.Bytes(message);
    }

    public static ModelResolved ReadModelResolved(byte[] bytes)
    {
        var message = Parts.Parse(Proto.ModelResolved.Parser, bytes);
        return new ModelResolved(
            Parts.ReadGuid(message.RequestId), message.Model is null ? null : Parts.Read(message.Model),
            message.HasError ? message.Error : null);
    }

    public static byte[] Write(CheckHealth check)
    {
        var message = new Proto.CheckHealth { Replica = Parts.Write(check.Replica), CheckId = check.CheckId };
        if (check.Timeout is { } timeout) message.TimeoutTicks = timeout.Ticks;
        return Parts.Bytes(message);
    }

    public static CheckHealth ReadCheckHealth(byte[] bytes)
    {
        var message = Parts.Parse(Proto.CheckHealth.Parser, bytes);
        return new CheckHealth(Parts.Read(message.Replica), message.CheckId)
        {
            Timeout = message.HasTimeoutTicks ? new TimeSpan(message.TimeoutTicks) : null,
        };
    }

    public static byte[] Write(HealthChecked health)
    {
        var message = new Proto.HealthChecked { Replica = Parts.Write(health.Replica), CheckId = health.CheckId };
        if (health.Error is { } error) message.Error = error;
        return Parts.Bytes(message);
    }

    public static HealthChecked ReadHealthChecked(byte[] bytes)
    {
        var message = Parts.Parse(Proto.HealthChecked.Parser, bytes);
        return new HealthChecked(Parts.Read(message.Replica), message.CheckId, message.HasError ? message.Error : null);
    }
}
