using ActorServe.Cli.Control;

namespace ActorServe.Cli.Tests.Control;

public sealed class AdminConnectionSpecs
{
    private static readonly Uri Address = new(AdminConnection.DefaultAddress);

    [Theory]
    [InlineData("a token of some length\r\n")]
    [InlineData(" a token of some length ")]
    public void A_token_is_what_stands_between_blanks_and_line_ends_wherever_it_comes_from(string token) =>
        Assert.Equal("a token of some length", new AdminConnection(Address, token).Token);

    [Fact]
    public void Blanks_are_no_token()
    {
        using var client = new AdminConnection(Address, " \n").Open(TimeSpan.FromSeconds(1));

        Assert.Null(client.DefaultRequestHeaders.Authorization);
    }
}
