using System.Collections.Immutable;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>Reads the applications of a file, each for itself and then beside each other.</summary>
internal static class ApplicationReading
{
    /// <summary>The file as a config; what is wrong with it is among the problems.</summary>
    public static ServeConfig Read(Section file, FilePaths paths)
    {
        const string expected = "applications";
        if (!file.Has("applications")) file.Error("applications", $"is missing; expected a list of {expected}");

        var sections = file.Children("applications", expected);
        var applications = sections.Select(section => (Section: section, Config: ReadApplication(section, paths))).ToList();
        if (file.Value("applications") is YamlSequence { Items.IsEmpty: true }) file.Warn("applications", "is empty: nothing runs");

        CheckUnique(applications, "name", application => application.Name);
        CheckUnique(applications, "route_prefix", application => application.RoutePrefix);
        CheckGroups(applications);
        file.RefuseUnknownKeys(NotYet.File);
        return new ServeConfig([.. applications.Select(application => application.Config)]);
    }

    private static ApplicationConfig ReadApplication(Section application, FilePaths paths)
    {
        var name = application.RequiredText("name", Names.PartRule);
        if (name is not null && !Names.IsPart(name)) application.Error("name", $"found {Words.Show(name)}, expected {Names.PartRule}");

        var route = application.Text("route_prefix");
        if (route is not null && !Names.IsRoute(route))
            application.Error("route_prefix", $"found {Words.Show(route)}, expected {Names.RouteRule}");

        var kafka = application.Child("kafka", "input and, optionally, output");
        var deployments = ReadDeployments(application, paths);
        var config = new ApplicationConfig
        {
            Name = name ?? "",
            RoutePrefix = route ?? (name is null ? "" : $"/{name}"),
            Ingress = ReadIngress(application, deployments),
            Kafka = kafka is null ? null : KafkaReading.Read(kafka, name ?? ""),
            Deployments = deployments,
        };
        application.RefuseUnknownKeys(NotYet.Application);
        return config;
    }

    private static ImmutableArray<DeploymentConfig> ReadDeployments(Section application, FilePaths paths)
    {
        const string expected = "deployments, each with a name and a model or an import_path";
        if (!application.Has("deployments")) application.Error("deployments", $"is missing; expected a list of {expected}");
        else if (application.Value("deployments") is YamlSequence { Items.IsEmpty: true })
            application.Error("deployments", $"is empty; expected a list of {expected}");

        var sections = application.Children("deployments", expected);
        var deployments = sections.Select(section => (Section: section, Config: DeploymentReading.Read(section, paths))).ToList();
        CheckUnique(deployments, "name", deployment => deployment.Name);
        return [.. deployments.Select(deployment => deployment.Config)];
    }

    private static string ReadIngress(Section application, ImmutableArray<DeploymentConfig> deployments)
    {
        var names = deployments.Select(deployment => deployment.Name).Where(name => name.Length > 0).Distinct().ToList();
        if (application.Text("ingress") is { } ingress)
        {
            if (names.Count > 0 && !names.Contains(ingress))
                application.Error("ingress", $"found {Words.Show(ingress)}, expected the name of a deployment: {Words.OneOf(names)}");
            return ingress;
        }

        if (names.Count > 1 && !application.Has("ingress"))
            application.Error("ingress", $"is missing, and there is more than one deployment; expected {Words.OneOf(names)}");
        return names.FirstOrDefault() ?? "";
    }

    private static void CheckUnique<T>(IEnumerable<(Section Section, T Config)> all, string key, Func<T, string> value)
    {
        var seen = new Dictionary<string, Section>(StringComparer.Ordinal);
        foreach (var (section, config) in all)
        {
            var text = value(config);
            if (text.Length > 0 && !seen.TryAdd(text, section))
                section.Error(key, $"{Words.Show(text)} is taken by {seen[text].Path} in line {seen[text].LineOf(key)}");
        }
    }

    /// <summary>Members of one group share the partitions of a topic: two applications would each miss what the other got.</summary>
    private static void CheckGroups(IEnumerable<(Section Section, ApplicationConfig Config)> applications)
    {
        var seen = new Dictionary<string, (Section Section, KafkaConfig Kafka)>(StringComparer.Ordinal);
        foreach (var (section, config) in applications)
        {
            if (config.Kafka is not { InputTopic.Length: > 0, Group.Length: > 0 } kafka) continue;
            if (seen.TryAdd(kafka.Group, (section, kafka))) continue;

            var (other, its) = seen[kafka.Group];
            var shared = $"is in the group {Words.Show(kafka.Group)} as {other.Path} is";
            if (its.InputTopic == kafka.InputTopic)
                section.Error("kafka", $"{shared}, and reads the same topic: each would miss what the other got; expected another group");
            else
                section.Warn("kafka", $"{shared}: whenever a member comes or goes, both applications pause");
        }
    }
}
