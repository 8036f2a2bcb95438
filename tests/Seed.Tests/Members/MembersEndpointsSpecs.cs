using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ActorServe.Seed.Tests.Admin;
using ActorServe.TestSupport;
using Akka.Cluster;

namespace ActorServe.Seed.Tests.Members;

/// <summary>What people do with members over the admin REST, of a seed with another member or none.</summary>
public sealed class MembersEndpointsSpecs : IAsyncLifetime
{
    private SeedServer _seed = null!;

    public async ValueTask InitializeAsync() => _seed = await SeedServer.StartAsync();

    public ValueTask DisposeAsync() => _seed.DisposeAsync();

    [Fact]
    public async Task A_member_is_told_with_its_process_its_version_and_its_age()
    {
        await Eventually.AssertAsync(async () =>
        {
            var member = Assert.Single((await _seed.GetAsync("/api/cluster")).GetProperty("members").EnumerateArray());
            Assert.Equal(Cluster.Get(_seed.System).SelfUniqueAddress.Uid, member.GetProperty("uid").GetInt32());
            Assert.Matches(@"^\d+\.\d+\.\d+", member.GetProperty("version").GetString());
            Assert.InRange(member.GetProperty("up_for_s").GetDouble(), 0, 600);
        });
    }

    [Fact]
    public async Task A_seed_does_not_know_the_age_of_a_member_that_was_there_before_it()
    {
        await using var later = await SeedServer.StartAsync(join: _seed.Address);

        await Eventually.AssertAsync(async () =>
        {
            var members = (await later.GetAsync("/api/cluster")).GetProperty("members").EnumerateArray();
            Assert.Equal([JsonValueKind.Null, JsonValueKind.Number], members.Select(m => m.GetProperty("up_for_s").ValueKind));
        });
    }

    [Fact]
    public async Task A_member_that_is_told_to_leave_ends_and_is_no_member_any_more()
    {
        await using var other = await OtherMember.JoinAsync(_seed.System);
        var address = other.Address;

        var answer = await PostAsync("leave", new { address = address.ToString() });

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(address.ToString(), (await SeedServer.ReadAsync(answer)).GetProperty("address").GetString());
        await other.Ended;
        await Eventually.AssertAsync(async () =>
            Assert.Single((await _seed.GetAsync("/api/cluster")).GetProperty("members").EnumerateArray()));
    }

    [Fact]
    public async Task A_member_that_can_be_reached_is_downed_only_by_force()
    {
        await using var other = await OtherMember.JoinAsync(_seed.System);
        var address = $"{other.Address.Host}:{other.Address.Port}";

        var refused = await PostAsync("down", new { address });
        var forced = await PostAsync("down", new { address, force = true });

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Accepted), (refused.StatusCode, forced.StatusCode));
        await other.Ended;
    }

    [Fact]
    public async Task A_member_that_is_not_there_is_answered_with_those_that_are()
    {
        var answer = await PostAsync("leave", new { address = "nowhere:1" });

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var error = (await SeedServer.ReadAsync(answer)).GetProperty("error").GetString();
        Assert.Equal($"there is no member nowhere:1; expected one of 127.0.0.1:{_seed.Address.Port}", error);
    }

    [Theory]
    [InlineData("text/plain", """{"address":"a:1"}""", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", "address=a:1", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "{}", HttpStatusCode.BadRequest)]
    [InlineData("application/json; charset=utf-8", """{"address":"a:1"}""", HttpStatusCode.NotFound)]
    public async Task Only_json_with_an_address_is_taken(string type, string body, HttpStatusCode expected)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { { "content-type", type } } };

        Assert.Equal(expected, (await _seed.Http.PostAsync(PathOf("leave"), content)).StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var answer = await PostAsync("down", new { address = new string('a', 5_000) });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Where_there_is_a_token_nobody_is_sent_away_without_it()
    {
        await using var guarded = await SeedServer.StartAsync("a token of some length");

        var answer = await guarded.Http.PostAsJsonAsync(
            PathOf("down"), new { address = $"127.0.0.1:{guarded.Address.Port}", force = true });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static Uri PathOf(string change) => new($"/api/cluster/{change}", UriKind.Relative);

    private Task<HttpResponseMessage> PostAsync(string change, object body) => _seed.Http.PostAsJsonAsync(PathOf(change), body);
}
