using ActorServe.PetabridgeCmd.Commands;

namespace ActorServe.Extensions.Tests.PetabridgeCmd;

public sealed class ScaleChangeSpecs
{
    [Fact]
    public void One_deployment_has_another_number_and_all_else_is_as_it_was()
    {
        var change = ScaleChange.Of(Served.Config, new ServeCommand.Scale("both", "second", 5));

        var both = change.Config!.Applications[1];
        Assert.Equal("both/second", change.Deployment);
        Assert.Equal((5, null), (both.Deployments[1].NumReplicas, both.Deployments[1].ReplicasPerNode));
        Assert.Same(Served.Config.Applications[1].Deployments[0], both.Deployments[0]);
        Assert.Same(Served.Config.Applications[0], change.Config.Applications[0]);
        Assert.Same(Served.Config.Applications[2], change.Config.Applications[2]);
    }

    [Fact]
    public void The_only_deployment_need_not_be_named()
    {
        var change = ScaleChange.Of(Served.Config, new ServeCommand.Scale("digits", null, 3));

        Assert.Equal(3, change.Config!.Applications[0].Deployments[0].NumReplicas);
    }

    [Theory]
    [InlineData("none", null, "there is no application 'none'; there are digits, both, door")]
    [InlineData("both", null, "-d is missing: both has several deployments; there are first, second")]
    [InlineData("digits", "other", "digits has no deployment 'other'; there is classifier")]
    public void What_is_not_there_is_told_with_what_is(string application, string? deployment, string problem)
    {
        var change = ScaleChange.Of(Served.Config, new ServeCommand.Scale(application, deployment, 3));

        Assert.Null(change.Config);
        Assert.Equal(problem, change.Problem);
    }
}
