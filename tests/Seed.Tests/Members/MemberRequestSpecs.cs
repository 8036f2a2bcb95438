using System.Text;
using ActorServe.Seed.Members;

namespace ActorServe.Seed.Tests.Members;

public sealed class MemberRequestSpecs
{
    [Fact]
    public void An_address_and_force_are_read()
    {
        Assert.Equal(new MemberRequest("a:1", false), Parse("""{"address":"a:1"}""", mayForce: false, out _));
        Assert.Equal(new MemberRequest("a:1", true), Parse("""{"force":true,"address":"a:1"}""", mayForce: true, out _));
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("""{"address":"\ud800"}""", "no JSON")]
    [InlineData("""{"\ud800":1}""", "no JSON")]
    [InlineData("[]", "the body is []; expected an object with address")]
    [InlineData("{}", "address is missing; expected host:port")]
    [InlineData("""{"address":7}""", "address is 7; expected host:port")]
    [InlineData("""{"address":""}""", "address is \"\"; expected host:port")]
    [InlineData("""{"address":"a:1","force":"yes"}""", "force is \"yes\"; expected true or false")]
    [InlineData(
        """{"adress":"a:1","force":1}""",
        "adress is not known here; expected address or force; force is 1; expected true or false; address is missing; expected host:port")]
    public void Everything_that_is_wrong_is_told_at_once(string body, string expected)
    {
        Assert.Null(Parse(body, mayForce: true, out var problems));

        Assert.Contains(expected, problems, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaving_knows_no_force()
    {
        Assert.Null(Parse("""{"address":"a:1","force":true}""", mayForce: false, out var problems));

        Assert.Equal("force is not known here; expected address", problems);
    }

    private static MemberRequest? Parse(string body, bool mayForce, out string problems)
    {
        var request = MemberRequest.Parse(Encoding.UTF8.GetBytes(body), mayForce, out var all);
        problems = string.Join("; ", all);
        return request;
    }
}
