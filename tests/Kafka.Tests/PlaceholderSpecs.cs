namespace ActorServe.Kafka.Tests;

public sealed class PlaceholderSpecs
{
    [Fact]
    public void The_project_builds() => Assert.NotNull(typeof(PlaceholderSpecs).Assembly);
}
