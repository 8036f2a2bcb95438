using System.Net.Http.Headers;
using System.Net;
using System.Text.Json;
using ActorServe.Shared.Configuration;
using ActorServe.TestSupport;

namespace ActorServe.Seed.Tests.Admin;

/// <summary>The admin REST over a real Kestrel, of a seed alone in its cluster.</summary>
public sealed class AdminSpecs : IAsyncLifetime
{
    private const string Digits = """
        applications:
          - name: digits
            deployments:
              - { name: classifier, model: models/digits, num_replicas: 2 }
        """;

    private SeedServer _seed = null!;

    public async ValueTask InitializeAsync() => _seed = await SeedServer.StartAsync();

    public ValueTask DisposeAsync() => _seed.DisposeAsync();

    [Fact]
    public async Task An_application_that_was_put_is_told_in_rays_shape()
    {
        var put = await _seed.PutAsync(Digits);

        var status = await _seed.GetAsync();
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(status.GetProperty("version").GetInt64(), (await SeedServer.ReadAsync(put)).GetProperty("version").GetInt64());
        var application = status.GetProperty("applications").GetProperty("digits");
        Assert.Equal("DEPLOYING", application.GetProperty("status").GetString());
        Assert.Equal("/digits", application.GetProperty("route_prefix").GetString());
        Assert.True(application.GetProperty("last_deployed_time_s").GetDouble() > 0);
        Assert.Equal(
            "models/digits", application.GetProperty("deployed_app_config").GetProperty("deployments")[0].GetProperty("model").GetString());
        var deployment = application.GetProperty("deployments").GetProperty("classifier");
        Assert.Equal("UPDATING", deployment.GetProperty("status").GetString());
        Assert.Equal("CONFIG_UPDATE_STARTED", deployment.GetProperty("status_trigger").GetString());
        Assert.Equal(2, deployment.GetProperty("target_num_replicas").GetInt32());
        Assert.Contains("no replica node is up", application.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_taken_as_yaml_is()
    {
        var put = await _seed.PutAsync(
            """{"applications":[{"name":"digits","deployments":[{"name":"c","model":"m"}]}]}""", "application/json; charset=utf-8");

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
    }

    [Fact]
    public async Task Every_problem_of_a_file_is_told_at_once_and_nothing_changes()
    {
        await _seed.PutAsync(Digits);

        var put = await _seed.PutAsync("applications:\n  - name: a b\n    deployments:\n      - { name: c, model: m, max_batchsize: 3 }\n");

        var problems = (await SeedServer.ReadAsync(put)).GetProperty("problems").EnumerateArray().ToList();
        Assert.Equal(HttpStatusCode.BadRequest, put.StatusCode);
        Assert.Equal([2, 4], problems.Select(p => p.GetProperty("line").GetInt32()));
        Assert.Equal(
            ["applications[0].name", "applications[0].deployments[0].max_batchsize"],
            problems.Select(p => p.GetProperty("path").GetString()));
        Assert.Contains("did you mean max_batch_size?", problems[1].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True((await _seed.GetAsync()).GetProperty("applications").TryGetProperty("digits", out _));
    }

    [Fact]
    public async Task A_path_that_leads_out_of_the_model_root_is_a_problem() =>
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await _seed.PutAsync(Digits.Replace("models/", "../models/", StringComparison.Ordinal))).StatusCode);

    [Fact]
    public async Task A_body_that_is_too_large_or_of_another_kind_is_refused()
    {
        var large = await _seed.PutAsync(new string('#', ApplicationFileReader.MaxBytes + 1));
        var foreign = await _seed.PutAsync("<a/>", "application/xml");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType), (large.StatusCode, foreign.StatusCode));
    }

    [Fact]
    public async Task A_change_of_what_was_read_is_refused_where_somebody_else_changed_it_meanwhile()
    {
        await _seed.PutAsync(Digits);
        var read = (await _seed.GetAsync()).GetProperty("config_version").GetInt64();

        var first = await _seed.PutAsync(Digits, ifVersion: read);
        var second = await _seed.PutAsync(Digits, ifVersion: read);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task A_version_that_is_no_number_is_refused_by_its_name()
    {
        using var content = new StringContent(Digits);

        var put = await _seed.Http.PutAsync(new Uri("/api/serve/applications/?if_version=new", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, put.StatusCode);
        Assert.Equal(
            "if_version is 'new'; expected the number of targets", (await SeedServer.ReadAsync(put)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Deleting_takes_everything_down()
    {
        await _seed.PutAsync(Digits);

        var delete = await _seed.Http.DeleteAsync(new Uri("/api/serve/applications/", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, delete.StatusCode);
        Assert.Empty((await _seed.GetAsync()).GetProperty("applications").EnumerateObject());
    }

    [Fact]
    public async Task One_application_is_deleted_and_the_others_stay()
    {
        await _seed.PutAsync(Digits + "\n  - name: words\n    deployments: [{ name: c, model: m }]\n");

        var delete = await _seed.Http.DeleteAsync(new Uri("/api/serve/applications/digits", UriKind.Relative));
        var again = await _seed.Http.DeleteAsync(new Uri("/api/serve/applications/digits", UriKind.Relative));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (delete.StatusCode, again.StatusCode));
        Assert.Equal(["words"], (await _seed.GetAsync()).GetProperty("applications").EnumerateObject().Select(a => a.Name));
    }

    [Fact]
    public async Task The_cluster_is_told_with_roles_and_states()
    {
        // It answers before it has joined itself.
        JsonElement cluster = default;
        await Eventually.AssertAsync(async () =>
        {
            cluster = await _seed.GetAsync("/api/cluster");
            Assert.Equal("UP", Assert.Single(cluster.GetProperty("members").EnumerateArray()).GetProperty("status").GetString());
        });

        var member = cluster.GetProperty("members")[0];
        Assert.Equal(["seed"], member.GetProperty("roles").EnumerateArray().Select(r => r.GetString()));
        Assert.Equal(("UP", true), (member.GetProperty("status").GetString(), member.GetProperty("reachable").GetBoolean()));
        Assert.Equal(cluster.GetProperty("self").GetString(), cluster.GetProperty("controller").GetString());
        Assert.Equal(cluster.GetProperty("self").GetString(), cluster.GetProperty("process").GetProperty("node_id").GetString());
    }

    [Fact]
    public async Task A_request_by_another_name_is_refused_where_there_is_no_token()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/cluster", UriKind.Relative))
        {
            Headers = { Host = "evil.example" },
        };

        Assert.Equal(HttpStatusCode.Forbidden, (await _seed.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task With_a_token_every_request_must_bear_it()
    {
        const string Token = "a token of some length";
        await using var seed = await SeedServer.StartAsync(Token);
        var path = new Uri("/api/cluster", UriKind.Relative);

        var without = await seed.Http.GetAsync(path);
        seed.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token + "!");
        var wrong = await seed.Http.GetAsync(path);
        seed.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var right = await seed.Http.GetAsync(path);

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK],
            [without.StatusCode, wrong.StatusCode, right.StatusCode]);
    }

    [Fact]
    public async Task A_disk_that_does_not_take_targets_is_an_error_of_the_server_that_names_the_file()
    {
        var folder = Directory.CreateTempSubdirectory("actorserve-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "targets.json.new"));
        await using var seed = await SeedServer.StartAsync(configure: o => o.StateFolder = folder);

        var put = await seed.PutAsync(Digits);

        Assert.Equal(HttpStatusCode.InternalServerError, put.StatusCode);
        Assert.Contains(
            Path.Combine(folder, "targets.json"), (await SeedServer.ReadAsync(put)).GetProperty("error").GetString(),
            StringComparison.Ordinal);
        Assert.Empty((await seed.GetAsync()).GetProperty("applications").EnumerateObject());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Where_no_majority_of_the_nodes_answers_a_change_is_refused_for_the_time_being()
    {
        await using var mute = await OtherMember.JoinAsync(_seed.System, isMute: true);

        var put = await _seed.PutAsync(Digits);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, put.StatusCode);
        Assert.NotNull(put.Headers.RetryAfter);
        Assert.Contains(
            "nothing was changed", (await SeedServer.ReadAsync(put)).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty((await _seed.GetAsync()).GetProperty("applications").EnumerateObject());
    }

    [Fact]
    public async Task Nodes_of_every_role_count_towards_a_majority()
    {
        await using var one = await OtherMember.JoinAsync(_seed.System);
        await using var two = await OtherMember.JoinAsync(_seed.System);

        // A majority has three seconds to answer: asked again where it did not, as one that is no majority never would.
        await Eventually.AssertAsync(async () => Assert.Equal(HttpStatusCode.OK, (await _seed.PutAsync(Digits)).StatusCode));
    }

    [Fact]
    public async Task What_was_put_outlives_the_cluster_where_a_seed_has_a_state_folder()
    {
        var folder = Directory.CreateTempSubdirectory("actorserve-").FullName;
        long version;
        await using (var first = await SeedServer.StartAsync(configure: o => o.StateFolder = folder))
            version = (await SeedServer.ReadAsync(await first.PutAsync(Digits))).GetProperty("version").GetInt64();

        await using var second = await SeedServer.StartAsync(configure: o => o.StateFolder = folder);

        Assert.Equal(version, (await second.GetAsync()).GetProperty("version").GetInt64());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_start_file_is_deployed_once()
    {
        var folder = Directory.CreateTempSubdirectory("actorserve-").FullName;
        var file = Path.Combine(folder, "start.yaml");
        await File.WriteAllTextAsync(file, Digits);
        await using (var first = await SeedServer.StartAsync(configure: Set))
        {
            await Eventually.AssertAsync(
                async () => Assert.True((await first.GetAsync()).GetProperty("applications").TryGetProperty("digits", out _)));
            var deleted = await first.Http.DeleteAsync(new Uri("/api/serve/applications/", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        }

        await using var second = await SeedServer.StartAsync(configure: Set);

        Assert.Empty((await second.GetAsync()).GetProperty("applications").EnumerateObject());
        Directory.Delete(folder, recursive: true);

        void Set(SeedOptions options) => (options.StateFolder, options.StartFile) = (folder, file);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"format\":\"actorserve-targets/1\",\"version\":3,\"pins\":[")]
    [InlineData("{\"name\":\"somebody else's\"}")]
    public async Task A_seed_whose_targets_are_torn_or_foreign_does_not_start_and_names_the_file(string text)
    {
        var folder = Directory.CreateTempSubdirectory("actorserve-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "targets.json"), text);

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => SeedServer.StartAsync(configure: o => o.StateFolder = folder));

        Assert.Contains(Path.Combine(folder, "targets.json"), failure.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
