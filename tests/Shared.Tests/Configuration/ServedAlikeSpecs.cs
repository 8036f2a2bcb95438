using System.Collections.Immutable;
using ActorServe.Shared.Configuration;

namespace ActorServe.Shared.Tests.Configuration;

/// <summary>Which changes of an application a gateway has to do something for.</summary>
public sealed class ServedAlikeSpecs
{
    private static ApplicationConfig Application => new()
    {
        Name = "digits",
        RoutePrefix = "/digits",
        Ingress = "classifier",
        Kafka = new KafkaConfig
        {
            InputTopic = "in", Group = "digits", OutputTopic = "out", OutputHeaders = ["traceparent"],
            Properties = ImmutableDictionary<string, string>.Empty.Add("fetch.min.bytes", "1"),
        },
        Deployments = [new DeploymentConfig { Name = "classifier", Model = "/models/digits", ReplicasPerNode = 1 }],
    };

    [Fact]
    public void Another_copy_and_other_deployments_are_served_alike()
    {
        Assert.True(Application.IsServedAlike(Application));
        Assert.True(Application.IsServedAlike(
            Application with { Deployments = [Application.Deployments[0] with { ReplicasPerNode = 9, MaxBatchSize = 7 }] }));
    }

    [Fact]
    public void Another_route_is_read_alike_and_served_elsewhere()
    {
        var moved = Application with { RoutePrefix = "/other" };

        Assert.Equal((true, false), (Application.IsReadAlike(moved), Application.IsServedAlike(moved)));
    }

    [Fact]
    public void Another_ingress_and_anything_else_of_Kafka_is_not_read_alike()
    {
        Assert.False(Application.IsReadAlike(Application with { Ingress = "other" }));
        Assert.False(Application.IsReadAlike(Application with { Kafka = null }));
        Assert.False(Application.IsReadAlike(Application with { Kafka = Application.Kafka! with { MaxAttempts = 7 } }));
        Assert.False(Application.IsReadAlike(
            Application with { Kafka = Application.Kafka! with { Properties = ImmutableDictionary<string, string>.Empty } }));
    }
}
