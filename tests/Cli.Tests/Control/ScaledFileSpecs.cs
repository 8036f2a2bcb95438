using System.Text.Json.Nodes;
using ActorServe.Cli.Control;

namespace ActorServe.Cli.Tests.Control;

public sealed class ScaledFileSpecs
{
    private readonly JsonObject _file = JsonNode.Parse("""
        {"applications":[
          {"name":"one","deployments":[{"name":"model","model":"m","max_batch_size":8,"num_replicas":2}]},
          {"name":"two","deployments":[{"name":"first","model":"m"},{"name":"second","model":"m","replicas_per_node":3}]}]}
        """)!.AsObject();

    [Fact]
    public void The_number_of_one_deployment_changes_and_nothing_else()
    {
        var expected = JsonNode.Parse(_file.ToJsonString().Replace("\"num_replicas\":2", "\"num_replicas\":5", StringComparison.Ordinal));

        Assert.Equal("one/model: num_replicas 2 -> num_replicas 5", Scale("one", 5));

        Assert.True(JsonNode.DeepEquals(expected, _file), _file.ToJsonString());
    }

    [Theory]
    [InlineData("two/first", "two/first: replicas_per_node 1 -> num_replicas 4")]
    [InlineData("two/second", "two/second: replicas_per_node 3 -> num_replicas 4")]
    public void One_number_takes_the_others_place(string name, string expected)
    {
        Assert.Equal(expected, Scale(name, 4));

        Assert.Equal($"{name}: num_replicas 4 -> replicas_per_node 2", Scale(name, 2, isPerNode: true));
        Assert.DoesNotContain("num_replicas\":4", _file.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("three", "there is no application three; expected one of one, two")]
    [InlineData("one/other", "there is no deployment of one other; expected one of model")]
    [InlineData("two", "two has 2 deployments; expected one of two/first, two/second")]
    public void What_is_not_there_or_not_one_is_told_with_what_is(string name, string expected) =>
        Assert.Equal(expected, Assert.Throws<CommandFailedException>(() => Scale(name, 4)).Message);

    private string Scale(string name, int number, bool isPerNode = false) =>
        ScaledFile.Scale(_file, name, new ReplicaNumber(number, isPerNode));
}
