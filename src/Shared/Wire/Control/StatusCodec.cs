using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.ControlProtocol;

namespace ActorServe.Shared.Wire.Control;

/// <summary>How things are, as gateways report it and the controller tells it, on the wire.</summary>
internal static class StatusCodec
{
    public static byte[] Write(GatewayReport report) => Parts.Bytes(ToMessage(report));

    public static GatewayReport ReadGatewayReport(byte[] bytes) => Read(Parts.Parse(Proto.GatewayReport.Parser, bytes));

    public static byte[] Write(ServeStatus status)
    {
        var message = new Proto.ServeStatus { Version = status.Version };
        foreach (var application in status.Applications)
        {
            var written = new Proto.ApplicationDetails
            {
                Name = application.Name, RoutePrefix = application.RoutePrefix, Status = (int)application.Status,
                Message = application.Message,
            };
            foreach (var deployment in application.Deployments) written.Deployments.Add(Write(deployment));
            message.Applications.Add(written);
        }

        foreach (var gateway in status.Gateways) message.Gateways.Add(ToMessage(gateway));
        foreach (var node in status.ReplicaNodes) message.ReplicaNodes.Add(LoadCodec.ToMessage(node));
        foreach (var proxy in status.Proxies)
            message.Proxies.Add(new Proto.ProxyReport { Address = proxy.Address, Status = (int)proxy.Status });
        return Parts.Bytes(message);
    }

    public static ServeStatus ReadServeStatus(byte[] bytes)
    {
        var message = Parts.Parse(Proto.ServeStatus.Parser, bytes);
        return new ServeStatus(message.Version, [.. message.Applications.Select(application => new ApplicationDetails(
            application.Name,
            application.RoutePrefix,
            Parts.Choice(application.Status, ApplicationStatus.Deleting),
            application.Message,
            [.. application.Deployments.Select(Read)]))])
        {
            Gateways = [.. message.Gateways.Select(Read)],
            ReplicaNodes = [.. message.ReplicaNodes.Select(LoadCodec.Read)],
            Proxies =
            [
                .. message.Proxies.Select(proxy => new ProxyReport(proxy.Address, Parts.Choice(proxy.Status, ProxyStatus.Draining))),
            ],
        };
    }

    private static Proto.GatewayReport ToMessage(GatewayReport report)
    {
        var message = new Proto.GatewayReport
        {
            Node = Parts.Write(report.Node), Version = report.Version, Process = LoadCodec.Write(report.Process),
            IsDraining = report.IsDraining,
        };
        foreach (var application in report.Applications) message.Applications.Add(Write(application));
        return message;
    }

    private static Proto.ApplicationReport Write(ApplicationReport application)
    {
        var message = new Proto.ApplicationReport
        {
            Application = application.Application,
            IsServing = application.IsServing,
            Message = application.Message,
            QueuedRows = application.QueuedRows,
            OngoingRows = application.OngoingRows,
            Lag = application.Lag,
            PartitionsLeftOut = application.PartitionsLeftOut,
            Totals = FlowCodec.Write(application.Totals),
        };
        foreach (var lane in application.Lanes)
            message.Lanes.Add(new Proto.LaneReport { Lane = lane.Lane, QueuedRows = lane.QueuedRows, OngoingRows = lane.OngoingRows });
        foreach (var partition in application.Partitions) message.Partitions.Add(FlowCodec.Write(partition));
        foreach (var (bucket, count) in application.Durations)
            message.Durations.Add(new Proto.DurationCount { Bucket = bucket, Count = count });
        return message;
    }

    private static GatewayReport Read(Proto.GatewayReport message) =>
        new(Parts.Read(message.Node), [.. message.Applications.Select(Read)])
        {
            Version = message.Version,
            Process = LoadCodec.Read(message.Process),
            IsDraining = message.IsDraining,
        };

    private static ApplicationReport Read(Proto.ApplicationReport message) => new(
        message.Application, message.IsServing, message.Message, message.QueuedRows, message.OngoingRows, message.Lag)
    {
        Lanes = [.. message.Lanes.Select(lane => new LaneReport(lane.Lane, lane.QueuedRows, lane.OngoingRows))],
        Totals = FlowCodec.Read(message.Totals),
        Partitions = [.. message.Partitions.Select(FlowCodec.Read)],
        PartitionsLeftOut = message.PartitionsLeftOut,
        Durations = [.. message.Durations.Select(each => new DurationCount(each.Bucket, each.Count))],
    };

    private static Proto.DeploymentDetails Write(DeploymentDetails deployment)
    {
        var message = new Proto.DeploymentDetails
        {
            Id = Parts.Write(deployment.Id),
            Status = (int)deployment.Status,
            Trigger = (int)deployment.Trigger,
            Message = deployment.Message,
            TargetReplicas = deployment.TargetReplicas,
        };
        foreach (var replica in deployment.Replicas) message.Replicas.Add(DirectoryCodec.Write(replica));
        foreach (var failing in deployment.FailingChecks) message.FailingChecks.Add(LoadCodec.Write(failing));
        foreach (var replica in deployment.Unreachable) message.Unreachable.Add(Parts.Write(replica));
        return message;
    }

    private static DeploymentDetails Read(Proto.DeploymentDetails deployment) => new(
        Parts.Read(deployment.Id),
        Parts.Choice(deployment.Status, DeploymentStatus.Downscaling),
        Parts.Choice(deployment.Trigger, DeploymentStatusTrigger.Deleting),
        deployment.Message,
        deployment.TargetReplicas,
        DirectoryCodec.ReadAll(deployment.Replicas))
    {
        FailingChecks = [.. deployment.FailingChecks.Select(LoadCodec.Read)],
        Unreachable = [.. deployment.Unreachable.Select(Parts.Read)],
    };
}
