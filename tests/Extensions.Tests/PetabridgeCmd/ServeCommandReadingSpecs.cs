using ActorServe.PetabridgeCmd.Commands;

namespace ActorServe.Extensions.Tests.PetabridgeCmd;

public sealed class ServeCommandReadingSpecs
{
    [Theory]
    [InlineData("status")]
    [InlineData("deployments")]
    [InlineData("replicas")]
    [InlineData("lag")]
    [InlineData("dead-letters")]
    public void What_shows_something_shows_all_or_one_application(string verb)
    {
        Assert.Equal(new ServeCommand.Show(verb, null), Read(verb).Command);
        Assert.Equal(new ServeCommand.Show(verb, "digits"), Read(verb, ("-A", " digits ")).Command);
    }

    [Fact]
    public void Scaling_has_an_application_a_deployment_and_a_number() => Assert.Equal(
        new ServeCommand.Scale("digits", "classifier", 4), Read("scale", ("-a", "digits"), ("-d", "classifier"), ("-r", "4")).Command);

    [Fact]
    public void All_that_is_missing_is_told_at_once()
    {
        Assert.Equal(
            ["-a is missing; expected the name of an application", "-r is missing; expected a number of replicas"], Read("scale").Problems);
        Assert.Equal(["-n is missing; expected host:port of a node"], Read("drain", ("-n", "")).Problems);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("4097")]
    [InlineData("many")]
    [InlineData("1e3")]
    public void A_number_of_replicas_that_is_none_is_told(string text)
    {
        var read = Read("scale", ("-a", "digits"), ("-r", text));

        Assert.Null(read.Command);
        Assert.Equal([$"-r is '{text}'; expected a whole number from 1 to 4096"], read.Problems);
    }

    [Fact]
    public void A_verb_that_there_is_not_is_told() => Assert.Equal(["serve has no command 'stop'"], Read("stop").Problems);

    private static ReadCommand Read(string verb, params (string, string)[] arguments) => ServeCommandReading.Read(verb, arguments);
}
