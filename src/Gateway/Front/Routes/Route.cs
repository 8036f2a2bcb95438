using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Gateway.Front.Routes;

/// <summary>An application as the door needs it.</summary>
internal sealed record Route
{
    /// <summary>Where it answers.</summary>
    public required string Prefix { get; init; }

    /// <summary>Who answers there.</summary>
    public required DeploymentId Deployment { get; init; }

    /// <summary>Where rows go.</summary>
    public required IActorRef Router { get; init; }

    /// <summary>It is a C# class: it gets whatever content type, sees headers, and never runs twice for one request.</summary>
    public bool IsCode { get; init; }

    /// <summary>How a body is written whose request does not say.</summary>
    public string DefaultContentType { get; init; } = ContentTypes.Json;

    /// <summary>Requests that may wait for a replica here; null leaves it to the router.</summary>
    public int? MaxQueuedRequests { get; init; }

    /// <summary>The route of an application, and the router of its ingress.</summary>
    public static Route Of(ApplicationConfig application, IActorRef router)
    {
        var ingress = application.Deployments.FirstOrDefault(deployment => deployment.Name == application.Ingress);
        return new Route
        {
            Prefix = application.RoutePrefix,
            Deployment = GatewayState.IngressOf(application),
            Router = router,
            IsCode = ingress?.ImportPath is not null,
            DefaultContentType = ContentTypes.Of(application.Kafka?.Format ?? RecordFormat.Json),
            MaxQueuedRequests = ingress?.MaxQueuedRequests is > 0 and var most ? most : null,
        };
    }

    /// <summary>How a body is written, or null where the deployment cannot read that.</summary>
    /// <param name="header">What the request says; null or empty where it says nothing.</param>
    public string? ContentTypeOf(string? header)
    {
        if (string.IsNullOrEmpty(header)) return DefaultContentType;
        return MediaTypes.IsFit(header) && (IsCode || MediaTypes.IsOfModels(header)) ? header : null;
    }
}
