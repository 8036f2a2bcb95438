using ActorServe.Seed.Rollout;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Rollout;

/// <summary>What comes of asking which file a deployment means.</summary>
public sealed class ResolveSpecs
{
    private static readonly DeploymentState Asked = new DeploymentState(Some.Deployment)
        .SetTarget(Some.Target("new", replicas: 1) with { Pin = null })
        .AskedToResolve(Guid.NewGuid(), Some.Node(1), Some.Now);

    [Fact]
    public void An_answer_that_could_not_be_kept_is_asked_for_again_after_a_wait()
    {
        var state = Asked.NotPinned("the disk is full", Some.Now);

        Assert.Empty(state.Reconcile(Some.Nodes(1), Some.Now));
        Assert.Equal([new Step.Resolve(Some.Node(1))], state.Reconcile(Some.Nodes(1), Some.Now + StartFailures.FirstBackoff));
    }

    [Fact]
    public void Answers_that_could_not_be_kept_never_fail_the_deployment_and_wait_longer_each_time()
    {
        var (state, now) = (Asked, Some.Now);
        for (var refusal = 0; refusal < 30; refusal++)
        {
            state = state.AskedToResolve(Guid.NewGuid(), Some.Node(1), now).NotPinned("the disk is full", now).Judge(Some.Nodes(1));
            now = state.Failures.RetryAt;
        }

        Assert.Equal(
            (DeploymentStatus.Updating, 0, StartFailures.LongestBackoff), (state.Status, state.Failures.Count, state.Failures.Backoff));
        Assert.Contains("the disk is full", state.Message(1, Some.Now), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_is_told_no_more_once_the_file_comes_with_the_targets()
    {
        var state = Asked.NotPinned("the disk is full", Some.Now).SetTarget(Some.Target("new", replicas: 1));

        Assert.Equal("0 of 1 replicas run", state.Message(1, Some.Now));
    }

    [Fact]
    public void A_refusal_is_told_until_an_answer_is_kept()
    {
        var state = Asked.NotPinned("the disk is full", Some.Now).Pinned(Some.Pin);

        Assert.DoesNotContain("the disk is full", state.Message(1, Some.Now), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_that_comes_after_the_targets_have_the_answer_changes_nothing()
    {
        var state = Asked.Pinned(Some.Pin);

        Assert.Same(state, state.NotPinned("a majority does not say that it has them", Some.Now));
    }
}
