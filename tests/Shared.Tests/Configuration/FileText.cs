using ActorServe.Shared.Configuration;

namespace ActorServe.Shared.Tests.Configuration;

/// <summary>Writes application files around the lines that a spec is about.</summary>
internal static class FileText
{
    public const string Folder = "/srv/serve";

    public static ApplicationFileResult Parse(string text) => ApplicationFileReader.Parse(text, Folder);

    /// <summary>
    /// The file has one application with one ONNX deployment; <paramref name="lines"/> are further keys of the application.
    /// </summary>
    public static string Application(params string[] lines) =>
        Join(
        [
            "applications:", "  - name: digits", .. Indented(4, lines),
            "    deployments:", "      - { name: classifier, model: models/digits }",
        ]);

    /// <summary>The same, and <paramref name="lines"/> are further keys of its <c>kafka</c> section, from line 5 on.</summary>
    public static string Kafka(params string[] lines) =>
        Application(["kafka:", "  input: { topic: in }", .. Indented(2, lines)]);

    /// <summary>The same, and <paramref name="lines"/> are the keys of its only deployment beside its name, from line 5 on.</summary>
    public static string Deployment(params string[] lines) =>
        Join(["applications:", "  - name: digits", "    deployments:", "      - name: classifier", .. Indented(8, lines)]);

    public static ServeConfig ConfigOf(string text)
    {
        var result = Parse(text);

        Assert.Empty(result.Problems);
        return result.Config!;
    }

    public static KafkaConfig KafkaOf(params string[] lines) => ConfigOf(Kafka(lines)).Applications[0].Kafka!;

    public static DeploymentConfig DeploymentOf(params string[] lines) => ConfigOf(Deployment(lines)).Applications[0].Deployments[0];

    /// <summary>The only problem of the file.</summary>
    public static ConfigProblem ProblemOf(string text) => Assert.Single(Parse(text).Problems);

    public static string Join(IEnumerable<string> lines) => string.Join('\n', lines) + "\n";

    private static IEnumerable<string> Indented(int spaces, string[] lines) => lines.Select(line => new string(' ', spaces) + line);
}
