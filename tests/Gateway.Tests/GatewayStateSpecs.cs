using System.Collections.Immutable;
using ActorServe.Gateway;
using ActorServe.Shared.Configuration;
using FsCheck.Xunit;

namespace ActorServe.Gateway.Tests;

public sealed class GatewayStateSpecs
{
    [Fact]
    public void An_application_without_Kafka_has_no_pipeline() =>
        Assert.Empty(new GatewayState().Apply(new ServeConfig([App("http") with { Kafka = null }])).Reconcile());

    [Fact]
    public void An_application_that_is_the_same_goes_on()
    {
        var state = TakeAll(new GatewayState().Apply(Config("a")));

        Assert.Empty(state.Apply(Config("a")).Reconcile());
    }

    [Fact]
    public void An_application_whose_deployments_changed_goes_on_in_its_groups()
    {
        var state = TakeAll(new GatewayState().Apply(Config("a")));
        var app = App("a");
        var scaled = app with { Deployments = [.. app.Deployments.Select(d => d with { NumReplicas = 5 })] };

        Assert.Empty(state.Apply(new ServeConfig([scaled])).Reconcile());
    }

    [Fact]
    public void An_application_that_answers_elsewhere_over_HTTP_goes_on_in_its_groups() =>
        Assert.Empty(
            TakeAll(new GatewayState().Apply(Config("a"))).Apply(new ServeConfig([App("a") with { RoutePrefix = "/other" }])).Reconcile());

    [Fact]
    public void An_application_that_changed_is_drained_and_started_anew_when_it_has_ended()
    {
        var state = TakeAll(new GatewayState().Apply(Config("a")));
        var changed = App("a") with { Kafka = new KafkaConfig { InputTopic = "other", Group = "a" } };

        state = state.Apply(new ServeConfig([changed]));
        var first = state.Reconcile();
        state = TakeAll(state);
        var second = state.Ended("a").Reconcile();

        Assert.Equal([new GatewayState.Step.Drain("a")], first);
        Assert.Empty(state.Reconcile());
        Assert.Equal([new GatewayState.Step.Start(changed)], second);
    }

    [Fact]
    public void While_it_drains_nothing_is_started()
    {
        var state = TakeAll(new GatewayState().Apply(Config("a"))).Drain();

        Assert.Equal([new GatewayState.Step.Drain("a")], state.Reconcile());
        Assert.Empty(TakeAll(state).Apply(Config("b")).Reconcile());
        Assert.True(TakeAll(state).Ended("a").IsDrained);
    }

    [Fact]
    public void An_application_that_ended_unasked_is_started_again() =>
        Assert.Single(TakeAll(new GatewayState().Apply(Config("a"))).Ended("a").Reconcile());

    [Property]
    public void Whatever_was_applied_before_the_last_targets_are_reached(int[][] targets, int[] last)
    {
        var state = new GatewayState();
        foreach (var names in targets.Append(last)) state = TakeAll(state.Apply(Config(Names(names))));

        for (var round = 0; round < 3; round++)
        {
            foreach (var ended in state.Applications.Values.Where(a => a.IsDraining)) state = state.Ended(ended.Config.Name);
            state = TakeAll(state);
        }

        Assert.Empty(state.Reconcile());
        Assert.Equal(Names(last).Order(), state.Applications.Keys.Order());
    }

    private static string[] Names(int[] numbers) => [.. numbers.Select(n => $"a{Math.Abs(n % 5)}").Distinct()];

    private static GatewayState TakeAll(GatewayState state) => state.Reconcile().Aggregate(state, (s, step) => s.Take(step));

    private static ServeConfig Config(params string[] names) => new([.. names.Select(App)]);

    private static ApplicationConfig App(string name) => new()
    {
        Name = name,
        RoutePrefix = "/" + name,
        Ingress = "model",
        Kafka = new KafkaConfig
        {
            InputTopic = name + ".in", Group = name, Properties = ImmutableDictionary<string, string>.Empty.Add("fetch.min.bytes", "1"),
        },
        Deployments = [new DeploymentConfig { Name = "model", Model = "/m" }],
    };
}
