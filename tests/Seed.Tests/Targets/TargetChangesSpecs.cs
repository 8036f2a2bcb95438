using ActorServe.Seed.Targets;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ActorServe.Seed.Tests.Targets;

public sealed class TargetChangesSpecs
{
    private static readonly DeploymentConfig Deployment = Some.Config(replicas: 1);

    private static readonly DeploymentPin Pin = new(new DeploymentKey(Some.Deployment, DeploymentDigest.Of(Deployment)), Some.Pin);

    private static readonly ServeTargets Pinned = new(4, Some.Serve(Deployment)) { Pins = [Pin] };

    [Fact]
    public void Deploying_the_same_again_keeps_the_pin_and_so_does_another_number_of_replicas()
    {
        Assert.Equal([Pin], TargetChanges.Replace(Pinned, Pinned.Config, Some.Now).Pins);
        Assert.Equal([Pin], TargetChanges.Replace(Pinned, Some.Serve(Deployment with { NumReplicas = 9 }), Some.Now).Pins);
    }

    [Fact]
    public void What_is_changed_is_pinned_anew_and_what_was_before_has_its_pin_again_when_it_comes_back()
    {
        var changed = TargetChanges.Pin(TargetChanges.Replace(Pinned, Sized(7), Some.Now), [PinOf(7)])!;

        var back = TargetChanges.Replace(changed, Pinned.Config, Some.Now);

        Assert.Equal([PinOf(7), Pin], changed.Pins);
        Assert.Equal([Pin, PinOf(7)], back.Pins);
    }

    [Fact]
    public void What_is_gone_is_pinned_anew_when_it_comes_back()
    {
        var changed = TargetChanges.Replace(Pinned, Sized(7), Some.Now);

        Assert.Empty(TargetChanges.Replace(Pinned, new ServeConfig([]), Some.Now).Pins);
        Assert.Empty(TargetChanges.Replace(changed, new ServeConfig([]), Some.Now).Pins);
    }

    [Fact]
    public void Of_each_deployment_the_two_versions_that_were_wanted_last_keep_their_pins()
    {
        int[] sizes = [1, 2, 3, 1, 4, 5];
        var targets = sizes.Aggregate(Pinned, (before, size) =>
        {
            var next = TargetChanges.Replace(before, Sized(size), Some.Now);
            return TargetChanges.Pin(next, [PinOf(size)]) ?? next;
        });

        Assert.Equal([PinOf(5), PinOf(4), PinOf(1)], targets.Pins);
    }

    [Fact]
    public void However_many_deployments_are_changed_the_pins_of_former_versions_stay_few()
    {
        var many = Enumerable.Range(0, 3_000).Select(n => Deployment with { Name = $"d{n}" }).ToList();
        var pins = many.Select(d => Pin with { Key = new DeploymentKey(new DeploymentId("digits", d.Name), DeploymentDigest.Of(d)) });
        var pinned = TargetChanges.Pin(new ServeTargets(4, Some.Serve([.. many])), pins)!;

        var changed = TargetChanges.Replace(pinned, Some.Serve([.. many.Select(d => d with { MaxBatchSize = 7 })]), Some.Now);

        Assert.Equal((3_000, TargetChanges.MostFormerPins), (pinned.Pins.Length, changed.Pins.Length));
    }

    [Fact]
    public void A_pin_is_never_replaced_by_a_later_answer() =>
        Assert.Null(TargetChanges.Pin(Pinned, [Pin with { Model = new ModelPin("4", "ffff") }]));

    [Fact]
    public void That_a_version_ran_is_kept_with_its_pin_once()
    {
        var ran = TargetChanges.Pin(Pinned, [new DeploymentPin(Pin.Key, new ModelPin("4", "ffff")) { HasRun = true }])!;

        Assert.Equal([Pin with { HasRun = true }], ran.Pins);
        Assert.Null(TargetChanges.Pin(ran, [Pin with { HasRun = true }]));
        Assert.Null(TargetChanges.Pin(ran, [Pin]));
        Assert.True(Assert.Single(TargetChanges.Replace(ran, ran.Config, Some.Now).Pins).HasRun);
    }

    [Fact]
    public void A_pin_of_what_is_wanted_no_more_is_dropped() =>
        Assert.Null(TargetChanges.Pin(new ServeTargets(5, new ServeConfig([])), [Pin]));

    [Fact]
    public void Pins_make_newer_targets_and_leave_the_number_of_their_config_as_it_is()
    {
        var set = TargetChanges.Number(TargetChanges.Replace(Pinned with { Pins = [] }, Pinned.Config, Some.Now), 4, Some.Now, 7);
        var pinned = TargetChanges.Number(TargetChanges.Pin(set, [Pin])!, set.Version, Some.Now, 8);
        var deployed = TargetChanges.Number(TargetChanges.Replace(pinned, Pinned.Config, Some.Now), pinned.Version, Some.Now, 9);

        Assert.Equal((set.Version, set.Version, deployed.Version), (set.ConfigVersion, pinned.ConfigVersion, deployed.ConfigVersion));
        Assert.True(pinned.Version > set.Version);
        Assert.Null(TargetChanges.Refusal(pinned, new ControlProtocol.SetTargets(Pinned.Config) { IfVersion = set.Version }));
        Assert.Null(TargetChanges.Refusal(pinned, new ControlProtocol.SetTargets(Pinned.Config) { IfVersion = pinned.Version }));
        Assert.NotNull(TargetChanges.Refusal(deployed, new ControlProtocol.SetTargets(Pinned.Config) { IfVersion = pinned.Version }));
    }

    [Fact]
    public void A_change_has_the_number_of_its_time() =>
        Assert.Equal(Some.Now.ToUnixTimeMilliseconds(), TargetChanges.Number(Pinned, Pinned.Version, Some.Now, 7).Version);

    [Property]
    public void A_change_has_a_higher_number_than_all_before_wherever_the_clock_stands(PositiveInt last, int aheadMs)
    {
        var before = Some.Now.ToUnixTimeMilliseconds() + last.Get;

        Assert.True(TargetChanges.Number(Pinned, before, Some.Now.AddMilliseconds(aheadMs), 7).Version > before);
    }

    [Fact]
    public void Applications_that_are_too_large_together_are_refused_as_that()
    {
        var large = Some.Serve(Deployment with { Model = new string('m', ApplicationFileReader.MaxBytes) });

        Assert.Equal(TargetsRefusal.TooLarge, TargetChanges.Refusal(Pinned, new ControlProtocol.SetTargets(large))?.Kind);
    }

    [Fact]
    public void A_change_of_targets_that_are_not_there_any_more_is_refused()
    {
        Assert.Equal(
            TargetsRefusal.Conflict, TargetChanges.Refusal(Pinned, new ControlProtocol.SetTargets(Pinned.Config) { IfVersion = 3 })?.Kind);
        Assert.Null(TargetChanges.Refusal(Pinned, new ControlProtocol.SetTargets(Pinned.Config) { IfVersion = 4 }));
        Assert.Null(TargetChanges.Refusal(Pinned, new ControlProtocol.SetTargets(Pinned.Config)));
    }

    private static ServeConfig Sized(int size) => Some.Serve(Deployment with { MaxBatchSize = size });

    private static DeploymentPin PinOf(int size) => new(
        new DeploymentKey(Some.Deployment, DeploymentDigest.Of(Deployment with { MaxBatchSize = size })),
        new ModelPin($"{size}", $"f11e{size}"));
}
