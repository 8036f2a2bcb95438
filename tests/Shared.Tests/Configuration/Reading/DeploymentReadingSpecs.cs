using ActorServe.Shared.Configuration;
using static ActorServe.Shared.Tests.Configuration.FileText;

namespace ActorServe.Shared.Tests.Configuration.Reading;

public sealed class DeploymentReadingSpecs
{
    [Theory]
    [InlineData("model: m|import_path: 'a.dll:T'", "expected one of the two")]
    [InlineData("max_batch_size: 1", "expected the path of an ONNX model, or import_path")]
    [InlineData("model: ''", "expected a text")]
    [InlineData("model: m|num_replicas: 1|replicas_per_node: 1", "is set beside num_replicas")]
    [InlineData("model: m|num_replicas: auto", "'auto' is not supported yet")]
    [InlineData("model: m|num_replicas: 0", "from 1 to 4096")]
    [InlineData("model: m|replicas_per_node: -1", "from 1 to 256")]
    [InlineData("model: m|autoscaling_config: { min_replicas: 1 }", "is not supported yet")]
    [InlineData("model: m|health_check_period_s: 0", "seconds from 0.1 to 3600")]
    [InlineData("model: m|health_check_timeout_s: soon", "seconds from 0.1 to 3600")]
    [InlineData("model: m|health_check_timeout_s: '30'", "seconds from 0.1 to 3600")]
    [InlineData("model: m|graceful_shutdown_timeout_s: 10", "is not supported yet")]
    [InlineData("model: m|ray_actor_options: { num_cpus: 1 }", "is not set here")]
    [InlineData("model: m|batch_wait_timeout_s: 1", "batch_wait_timeout_ms")]
    [InlineData("model: m|max_batchsize: 8", "did you mean max_batch_size?")]
    [InlineData("model: m|colour: red", "is not a known key; expected")]
    [InlineData("model: m|version: ..", "expected the name of a folder")]
    [InlineData("model: m|version: a/b", "expected the name of a folder")]
    [InlineData("model: m.onnx|version: 1", "a model that is a file")]
    [InlineData("import_path: 'a.dll:T'|version: 1", "without model")]
    [InlineData("import_path: a.dll", "an assembly's path, a colon and a type's full name")]
    [InlineData("import_path: 'a.dll:'", "an assembly's path, a colon and a type's full name")]
    [InlineData("import_path: ':T'", "an assembly's path, a colon and a type's full name")]
    [InlineData("import_path: '../a.dll:T'", "leaves the file's folder")]
    [InlineData("import_path: 'a.dll:T'|session_options: { }", "without model")]
    [InlineData("model: ../m", "leaves the file's folder")]
    [InlineData("model: models/../../m", "leaves the file's folder")]
    [InlineData("model: m|max_batch_size: 5000", "from 1 to 4096")]
    [InlineData("model: m|run_timeout_ms: 0", "from 1 to")]
    [InlineData("model: m|session_options: { intra_op_num_threads: 0 }", "from 1 to 256")]
    [InlineData("model: m|session_options: { graph_optimization_level: most }", "disable_all, basic, extended or all")]
    [InlineData("model: m|session_options: { enable_cpu_mem_arena: yes }", "found 'yes', expected true or false")]
    [InlineData("model: m|session_options: { inter_op_num_threads: 2 }", "did you mean intra_op_num_threads?")]
    [InlineData("model: m|session_options: { config_entries: { a: [1] } }", "expected a text or a number")]
    public void A_wrong_deployment_says_what_was_expected(string lines, string message) =>
        Assert.Contains(message, ProblemOf(Deployment(lines.Split('|'))).Message);

    [Theory]
    [InlineData("models/digits", Folder + "/models/digits")]
    [InlineData("./models//digits/", Folder + "/models/digits/")]
    [InlineData("models/../digits", Folder + "/digits")]
    [InlineData(".", Folder)]
    [InlineData("/opt/models/digits", "/opt/models/digits")]
    [InlineData("/opt/models/../digits", "/opt/digits")]
    public void A_path_is_made_absolute(string written, string full) => Assert.Equal(full, DeploymentOf($"model: {written}").Model);

    [Fact]
    public void A_folder_that_begins_like_the_files_own_is_another() =>
        Assert.Contains("leaves", ProblemOf(Deployment("model: ../serve2/m")).Message);

    [Fact]
    public void A_health_check_is_in_seconds_or_parts_of_one()
    {
        var deployment = DeploymentOf("model: m", "health_check_period_s: 2.5", "health_check_timeout_s: 1");

        Assert.Equal((2_500, 1_000), (deployment.HealthCheckPeriod.TotalMilliseconds, deployment.HealthCheckTimeout.TotalMilliseconds));
    }

    [Fact]
    public void One_replica_a_node_is_the_default()
    {
        Assert.Equal((null, 1), (DeploymentOf("model: m").NumReplicas, DeploymentOf("model: m").ReplicasPerNode));
        Assert.Equal(
            (4, null),
            (DeploymentOf("model: m", "num_replicas: 4").NumReplicas, DeploymentOf("model: m", "num_replicas: 4").ReplicasPerNode));
    }

    [Theory]
    [InlineData(63, 1)]
    [InlineData(64, 0)]
    public void Fewer_ongoing_requests_than_two_batches_are_allowed_with_a_warning(int ongoing, int warnings)
    {
        var result = Parse(Deployment("model: m", $"max_ongoing_requests: {ongoing}"));

        Assert.NotNull(result.Config);
        Assert.Equal(warnings, result.Warnings.Length);
        Assert.All(
            result.Warnings,
            warning => Assert.Equal(("applications[0].deployments[0].max_ongoing_requests", 6), (warning.Path, warning.Line)));
    }

    [Fact]
    public void The_type_comes_after_the_last_colon() =>
        Assert.Equal(Folder + "/odd:name.dll:My.Type+Inner", DeploymentOf("import_path: 'odd:name.dll:My.Type+Inner'").ImportPath);

    [Fact]
    public void A_scalar_of_user_config_stays_as_it_is_written()
    {
        var values = DeploymentOf("import_path: 'a.dll:T'", "user_config: { a: 1.50, b: 'yes', c: true, d: ~, e: 0x1f }").UserConfig;

        Assert.Equal(["1.50", "yes", "true", "", "0x1f"], "abcde".Select(key => values[key.ToString()]));
    }

    [Fact]
    public void A_list_or_mapping_of_user_config_becomes_json()
    {
        var values = DeploymentOf(
            "import_path: 'a.dll:T'",
            "user_config: { a: [1, 1.50, -2e3, '1', true, ~, 007, .inf], b: { c: { d: \"x\\ny\" } } }").UserConfig;

        Assert.Equal("""[1,1.50,-2e3,"1",true,null,"007",".inf"]""", values["a"]);
        Assert.Equal("""{"c":{"d":"x\ny"}}""", values["b"]);
    }

    [Fact]
    public void User_config_beside_a_model_is_allowed_with_a_warning_where_it_says_something()
    {
        Assert.Empty(Parse(Deployment("model: m", "user_config: {}")).Warnings);
        Assert.Contains("of no use", Assert.Single(Parse(Deployment("model: m", "user_config: { a: 1 }")).Warnings).Message);
    }
}
