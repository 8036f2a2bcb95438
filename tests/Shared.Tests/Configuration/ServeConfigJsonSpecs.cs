using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.Json;
using ActorServe.Shared.Configuration;
using FsCheck;
using FsCheck.Xunit;

namespace ActorServe.Shared.Tests.Configuration;

public sealed class ServeConfigJsonSpecs
{
    private static readonly DeploymentConfig Model = new() { Name = "classifier", Model = "models/digits", ReplicasPerNode = 1 };

    private static readonly DeploymentConfig Class = new()
    {
        Name = "words", ImportPath = "bin/Words.dll:Samples.Words", ReplicasPerNode = 1, MaxBatchSize = 1,
    };

    private static readonly KafkaConfig Kafka = new() { InputTopic = "in", Group = "digits" };

    /// <summary>Those that go with no other value beside the sample's, or have no other.</summary>
    private static readonly string[] Bound =
    [
        nameof(DeploymentConfig.NumReplicas), nameof(DeploymentConfig.ImportPath), nameof(KafkaConfig.DeadLetterTopic),
        nameof(KafkaConfig.OutputHeaders),
    ];

    public static TheoryData<string> OptionsOfADeployment => [.. Names<DeploymentConfig>()];

    public static TheoryData<string> OptionsOfASession => [.. Names<SessionConfig>()];

    public static TheoryData<string> OptionsOfKafka => [.. Names<KafkaConfig>()];

    [Fact]
    public void What_is_default_is_left_out() => Assert.Equal(
        """{"applications":[{"name":"digits","kafka":{"input":{"topic":"in"}},"deployments":"""
        + """[{"name":"classifier","model":"models/digits"}]}]}""",
        Encoding.UTF8.GetString(ServeConfigJson.Write(Of(Model, Kafka))));

    [Theory]
    [MemberData(nameof(OptionsOfADeployment))]
    public void Every_option_of_a_deployment_is_read_back(string option) => Holds(Of(Changed(Model, option)));

    [Theory]
    [MemberData(nameof(OptionsOfASession))]
    public void Every_option_of_a_session_is_read_back(string option) =>
        Holds(Of(Model with { Session = Changed(new SessionConfig(), option) }));

    [Theory]
    [MemberData(nameof(OptionsOfKafka))]
    public void Every_option_of_kafka_is_read_back(string option) => Holds(Of(Model, Changed(Kafka, option)));

    [Fact]
    public void Options_that_exclude_each_other_are_read_back()
    {
        Holds(Of(Class with { NumReplicas = 4, ReplicasPerNode = null }));
        Holds(Of(Class with { MaxBatchSize = 32 }));
        Holds(Of(Model, Kafka with
        {
            DeadLetterTopic = "dlq", OnFailure = FailurePolicy.DeadLetter, OutputTopic = "out", OutputHeaders = ["traceparent", "naïve"],
        }));
        Holds(Of(Model, Kafka with { OnFailure = FailurePolicy.Skip }));
        Holds(new ServeConfig([]));
    }

    [Fact]
    public void An_ingress_and_a_route_are_read_back() => Holds(new ServeConfig(
    [
        new ApplicationConfig { Name = "both", RoutePrefix = "/digits/v1", Ingress = "words", Deployments = [Model, Class] },
        new ApplicationConfig { Name = "other", RoutePrefix = "/", Ingress = "classifier", Deployments = [Model] },
    ]));

    [Property(MaxTest = 500)]
    public void Any_text_is_read_back(NonNull<string>[] keys, NonNull<string> value, int scalar)
    {
        var rune = Rune.IsValid(scalar % 0x110000) ? new Rune(scalar % 0x110000).ToString() : "";
        var texts = keys.Select(key => Valid(key.Get)).Append("key").Distinct()
            .ToImmutableDictionary(key => key, key => Valid(value.Get) + rune + key);

        Holds(Of(Class with { UserConfig = texts }));
    }

    [Fact]
    public void Any_character_is_read_back()
    {
        var texts = Enumerable.Range(0, 0x1100).Select(block => new string(
            [.. Enumerable.Range(block * 256, 256).Where(Rune.IsValid).SelectMany(scalar => new Rune(scalar).ToString())]));

        foreach (var some in texts.Where(text => text.Length > 0).Chunk(16))
            Holds(Of(Class with
            {
                UserConfig = some.ToImmutableDictionary(text => Rune.GetRuneAt(text, 0) + "!" + text.Length, text => text),
            }));
    }

    [Fact]
    public void It_is_json()
    {
        var written = ServeConfigJson.Write(
            Of(Class with { UserConfig = ImmutableDictionary<string, string>.Empty.Add("a", "\"\\\n\0\u2028\U0001F600é") }));

        using var json = JsonDocument.Parse(written);

        var deployment = json.RootElement.GetProperty("applications")[0].GetProperty("deployments")[0];
        Assert.Equal("\"\\\n\0\u2028\U0001F600é", deployment.GetProperty("user_config").GetProperty("a").GetString());
    }

    [Theory]
    [InlineData("models/digits", "models/digits")]
    [InlineData("./models//digits/", "models/digits")]
    [InlineData("models/../digits", "digits")]
    [InlineData(".", ".")]
    [InlineData("/srv/models/digits", "/srv/models/digits")]
    public void Without_a_folder_a_path_stays_as_it_is(string path, string expected)
    {
        var result = ApplicationFileReader.Parse(FileText.Deployment($"model: {path}"), baseDirectory: null);

        Assert.Empty(result.Problems);
        Assert.Equal(expected, result.Config!.Applications[0].Deployments[0].Model);
    }

    [Theory]
    [InlineData("model: ../digits")]
    [InlineData("model: models/../../models/digits")]
    [InlineData("import_path: ../bin/Words.dll:Samples.Words")]
    public void Without_a_folder_a_path_may_not_lead_out_of_it_either(string line)
    {
        var result = ApplicationFileReader.Parse(FileText.Deployment(line), baseDirectory: null);

        Assert.Contains("leaves the file's folder", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    private static ServeConfig Of(DeploymentConfig deployment, KafkaConfig? kafka = null) =>
        new(
        [
            new ApplicationConfig
            {
                Name = "digits", RoutePrefix = "/digits", Ingress = deployment.Name, Kafka = kafka, Deployments = [deployment],
            },
        ]);

    private static void Holds(ServeConfig config)
    {
        var read = ApplicationFileReader.Parse(Encoding.UTF8.GetString(ServeConfigJson.Write(config)), baseDirectory: null);

        Assert.Empty(read.Problems);
        Assert.Equal(Structure.Of(config), Structure.Of(read.Config));
    }

    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static IEnumerable<string> Names<T>() => typeof(T).GetProperties().Select(property => property.Name).Except(Bound);

    private static T Changed<T>(T config, string option)
        where T : class
    {
        var copy = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(config, null)!;
        var property = typeof(T).GetProperty(option, BindingFlags.Public | BindingFlags.Instance)!;
        property.SetValue(copy, property.GetValue(config) switch
        {
            _ when option == nameof(SessionConfig.GraphOptimizationLevel) => "basic",
            _ when property.PropertyType == typeof(string) => "another",
            _ when property.PropertyType == typeof(SessionConfig) => new SessionConfig { IntraOpNumThreads = 7 },
            _ when property.PropertyType == typeof(CreateTopicsConfig) => new CreateTopicsConfig(8, 3),
            _ when property.PropertyType == typeof(ImmutableDictionary<string, string>) =>
                ImmutableDictionary<string, string>.Empty.Add("b", "").Add("a.b", "true"),
            _ when property.PropertyType.IsEnum => Enum.ToObject(property.PropertyType, 1),
            bool flag => !flag,
            long number => number + 4096,
            _ when property.PropertyType == typeof(int) || property.PropertyType == typeof(int?) => 77,
            TimeSpan time => time + TimeSpan.FromSeconds(7),
            _ => TimeSpan.FromSeconds(77),
        });
        return copy;
    }
}
