using System.Net;
using System.Text;
using ActorServe.Seed.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ActorServe.Seed.Tests.Admin;

/// <summary>Whom a seed without a token lets through.</summary>
public sealed class AdminGateSpecs
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", "localhost", true)]
    [InlineData("::1", "::1", "[::1]", true)]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1", "127.0.0.1", true)]
    [InlineData("10.0.0.5", "127.0.0.1", "localhost", false)]
    [InlineData("127.0.0.1", "10.0.0.5", "localhost", false)]
    [InlineData("::ffff:10.0.0.5", "::1", "localhost", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "evil.example", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "10.0.0.5", false)]
    [InlineData(null, "127.0.0.1", "localhost", false)]
    [InlineData("127.0.0.1", null, "localhost", false)]
    public async Task Without_a_token_only_requests_from_this_machine_to_this_machine_pass(
        string? from, string? to, string host, bool passes)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = from is null ? null : IPAddress.Parse(from);
        context.Connection.LocalIpAddress = to is null ? null : IPAddress.Parse(to);
        context.Request.Host = new HostString(host);
        var passed = false;

        await new AdminGate(Options.Create(new AdminOptions())).PassAsync(context, _ =>
        {
            passed = true;
            return Task.CompletedTask;
        });

        Assert.Equal((passes, passes ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden), (passed, context.Response.StatusCode));
    }

    [Theory]
    [InlineData("ACTORSERVE__ADMIN__TOKEN")]
    [InlineData("ACTORSERVE_TOKEN")]
    public async Task Who_comes_from_elsewhere_is_told_the_variable_of_the_program_and_that_of_the_compose_file(string variable)
    {
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();

        await new AdminGate(Options.Create(new AdminOptions())).PassAsync(context, _ => Task.CompletedTask);

        Assert.Contains(variable, Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()), StringComparison.Ordinal);
    }
}
