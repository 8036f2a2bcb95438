using ActorServe.Shared.Configuration;
using static ActorServe.Shared.Tests.Configuration.FileText;

namespace ActorServe.Shared.Tests.Configuration;

public sealed class ApplicationFileReaderSpecs
{
    private const string Whole = """
        applications:
          - name: digits
            route_prefix: /digits/v1
            ingress: classifier
            kafka:
              input:  { topic: digits.requests, group: readers }
              output: { topic: digits.results, headers: [traceparent] }
              dead_letter: { topic: digits.dlq }
              create_topics: { partitions: 8, replication: 3 }
              format: raw
              ordering: key
              guarantee: at_least_once
              max_attempts: 5
              retry_backoff_ms: 100
              retry_backoff_max_ms: 2000
              max_in_flight_records: 100
              max_in_flight_bytes: 1048576
              max_total_in_flight_bytes: 2097152
              revoke_drain_timeout_ms: 3000
              properties:
                client.rack: north
                fetch.min.bytes: 1
                check.crcs: True
            deployments:
              - name: classifier
                model: models/digits
                version: 3
                replicas_per_node: 2
                max_ongoing_requests: 512
                max_batch_size: 64
                batch_wait_timeout_ms: 5
                max_concurrent_batches: 2
                run_timeout_ms: 1500
                session_options:
                  intra_op_num_threads: 2
                  graph_optimization_level: basic
                  enable_cpu_mem_arena: false
                  config_entries: { session.use_env_allocators: 1 }
              - name: words
                import_path: bin/Words.dll:Samples.Words
                num_replicas: 4
                user_config: { greeting: "Hello", limits: { max: 3, on: true } }
        """;

    [Fact]
    public void Every_key_of_kafka_is_read()
    {
        var kafka = ConfigOf(Whole).Applications[0].Kafka!;

        Assert.Equal(
            ("digits.requests", "readers", "digits.results", "digits.dlq"),
            (kafka.InputTopic, kafka.Group, kafka.OutputTopic, kafka.DeadLetterTopic));
        Assert.Equal(["traceparent"], kafka.OutputHeaders);
        Assert.Equal((FailurePolicy.DeadLetter, RecordFormat.Raw, Ordering.Key), (kafka.OnFailure, kafka.Format, kafka.Ordering));
        Assert.Equal(new CreateTopicsConfig(8, 3), kafka.CreateTopics);
        Assert.Equal((5, 100, 2_000), (kafka.MaxAttempts, kafka.RetryBackoff.TotalMilliseconds, kafka.RetryBackoffMax.TotalMilliseconds));
        Assert.Equal((100, 1L << 20, 2L << 20), (kafka.MaxInFlightRecords, kafka.MaxInFlightBytes, kafka.MaxTotalInFlightBytes));
        Assert.Equal(TimeSpan.FromSeconds(3), kafka.RevokeDrainTimeout);
        Assert.Equal(
            ["check.crcs=true", "client.rack=north", "fetch.min.bytes=1"],
            kafka.Properties.Select(pair => $"{pair.Key}={pair.Value}").Order());
    }

    [Fact]
    public void Every_key_of_a_model_is_read()
    {
        var model = ConfigOf(Whole).Applications[0].Deployments[0];

        Assert.Equal(("classifier", Folder + "/models/digits", "3"), (model.Name, model.Model, model.Version));
        Assert.Equal(
            (2, null, 512, 64, 2),
            (model.ReplicasPerNode, model.NumReplicas, model.MaxOngoingRequests, model.MaxBatchSize, model.MaxConcurrentBatches));
        Assert.Equal((5, 1_500), (model.BatchWaitTimeout.TotalMilliseconds, model.RunTimeout!.Value.TotalMilliseconds));
        Assert.Equal(
            (2, "basic", false), (model.Session.IntraOpNumThreads, model.Session.GraphOptimizationLevel, model.Session.EnableCpuMemArena));
        Assert.Equal("1", model.Session.ConfigEntries["session.use_env_allocators"]);
    }

    [Fact]
    public void Every_key_of_a_class_is_read()
    {
        var words = ConfigOf(Whole).Applications[0].Deployments[1];

        Assert.Equal(Folder + "/bin/Words.dll:Samples.Words", words.ImportPath);
        Assert.Equal((4, null), (words.NumReplicas, words.ReplicasPerNode));
        Assert.Equal(("Hello", """{"max":3,"on":true}"""), (words.UserConfig["greeting"], words.UserConfig["limits"]));
    }

    [Fact]
    public void The_shortest_file_has_every_default()
    {
        var application = ConfigOf(Kafka()).Applications[0];

        Assert.Equal(("digits", "/digits", "classifier"), (application.Name, application.RoutePrefix, application.Ingress));
        Assert.Equal(
            ("in", "digits", null, null),
            (application.Kafka!.InputTopic, application.Kafka.Group, application.Kafka.OutputTopic, application.Kafka.DeadLetterTopic));
        Assert.Equal(
            (FailurePolicy.Stop, RecordFormat.Json, Ordering.Partition),
            (application.Kafka.OnFailure, application.Kafka.Format, application.Kafka.Ordering));
        Assert.Equal((1, null, 32, TimeSpan.Zero), (
            application.Deployments[0].ReplicasPerNode, application.Deployments[0].NumReplicas,
            application.Deployments[0].MaxBatchSize, application.Deployments[0].BatchWaitTimeout));
        Assert.Equal(
            (3, 1, 30),
            (application.Kafka.MaxAttempts, application.Kafka.RetryBackoff.TotalSeconds, application.Kafka.RetryBackoffMax.TotalSeconds));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Requests_that_wait_are_bounded_by_a_number_or_left_to_the_gateway_as_in_Ray(int number, bool isFine)
    {
        var config = Parse(Deployment("model: m", $"max_queued_requests: {number}")).Config;

        Assert.Equal(isFine ? number : null, config?.Applications[0].Deployments[0].MaxQueuedRequests);
    }

    [Fact]
    public void An_application_may_do_without_kafka() => Assert.Null(ConfigOf(Application()).Applications[0].Kafka);

    [Fact]
    public void A_class_gets_one_row_at_a_time_by_default() => Assert.Equal(1, DeploymentOf("import_path: bin/Toy.dll:Toy").MaxBatchSize);

    [Fact]
    public void Json_is_read_as_well()
    {
        var config = ConfigOf(
            "{\n\t\"applications\": [\n\t\t{ \"name\": \"a\", "
            + "\"deployments\": [{ \"name\": \"d\", \"model\": \"m\", \"max_batch_size\": 8 }] }\n\t]\n}");

        Assert.Equal(8, config.Applications[0].Deployments[0].MaxBatchSize);
    }

    [Fact]
    public void A_broken_file_tells_every_problem_with_its_line()
    {
        var result = Parse("""
            applicatons: []
            applications:
              - name: two words
                route_prefix: digits/
                ingress: nobody
                kafka:
                  input: { topic: "digits requests", gruop: x }
                  output: { topic: out, headers: out }
                  create_topics: { partitions: 0 }
                  format: oip
                  ordering: sorted
                  guarantee: exactly_once
                  max_attempts: "3"
                  on_failure: dead_letter
                  properties:
                    acks: 1
                    sasl.password: hunter2
                deployments:
                  - name: classifier
                    model: ../models/digits
                    num_replicas: auto
                    max_batch_size: 0
                    maxBatchSize: 8
                    graceful_shutdown_timeout_s: 10
                  - name: classifier
                    max_batch_size: 8
                    max_batch_size: 9
            """);

        Assert.Null(result.Config);
        Assert.Equal(
            [
                "1 applicatons", "3 applications[0].name", "4 applications[0].route_prefix", "5 applications[0].ingress",
                "7 applications[0].kafka.input.gruop", "7 applications[0].kafka.input.topic", "8 applications[0].kafka.output.headers",
                "9 applications[0].kafka.create_topics.partitions", "9 applications[0].kafka.create_topics.replication",
                "10 applications[0].kafka.format", "11 applications[0].kafka.ordering", "12 applications[0].kafka.guarantee",
                "13 applications[0].kafka.max_attempts", "14 applications[0].kafka.on_failure",
                "16 applications[0].kafka.properties.acks", "17 applications[0].kafka.properties['sasl.password']",
                "20 applications[0].deployments[0].model", "21 applications[0].deployments[0].num_replicas",
                "22 applications[0].deployments[0].max_batch_size", "23 applications[0].deployments[0].maxBatchSize",
                "24 applications[0].deployments[0].graceful_shutdown_timeout_s", "25 applications[0].deployments[1].model",
                "25 applications[0].deployments[1].name", "27 applications[0].deployments[1].max_batch_size",
            ],
            result.Problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Path, StringComparer.Ordinal)
                .Select(problem => $"{problem.Line} {problem.Path}"));
        Assert.DoesNotContain(result.Problems, problem => problem.Message.Contains("hunter2", StringComparison.Ordinal));
    }
}
