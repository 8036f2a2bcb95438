using ActorServe.EndToEnd.Loops;
using ActorServe.TestSupport.Processes;
using ActorServe.TestSupport.Serving;

namespace ActorServe.EndToEnd;

/// <summary>Who is compared. Each runs in processes of its own, started alike, on topics and a group of its own run.</summary>
internal enum Contender
{
    /// <summary>(a) the loop as people write it.</summary>
    Naive,

    /// <summary>(a2) the public client used as well as is known.</summary>
    Tuned,

    /// <summary>(b) <c>actorserve run</c>, one process.</summary>
    ActorServe,

    /// <summary>(c) a seed, a gateway and a replica node.</summary>
    Cluster,
}

internal static class Contenders
{
    /// <summary>The garbage collector's budget that measurements recommend, for every contender alike.</summary>
    private static readonly Dictionary<string, string> _environment = new()
    {
        ["DOTNET_GCgen0size"] = "0x2000000", ["DOTNET_TieredPGO"] = "1",
    };

    public static StartedContender Start(this Contender contender, Scenario scenario, string kafka, string input, string output)
    {
        var loop = new LoopArguments(kafka, input, output, $"group-{output}", scenario.Model);
        return contender switch
        {
            Contender.Naive => Single(typeof(Contenders).Assembly.Location, ["loop", "naive", .. loop.ToArray()]),
            Contender.Tuned => Single(typeof(Contenders).Assembly.Location, ["loop", "tuned", .. loop.ToArray()]),
            Contender.ActorServe => Single(CliAssembly, ["run", WriteApplication(scenario, loop), "--kafka", kafka]),
            _ => StartCluster(scenario.ModelRoot, kafka, ApplicationText(scenario, loop)),
        };
    }

    /// <summary>Starts a cluster of any number of replica nodes, with further variables in its processes' environment.</summary>
    public static StartedContender StartCluster(
        string modelRoot, string kafka, string application, int replicas = 1, IReadOnlyDictionary<string, string>? environment = null)
    {
        var variables = new Dictionary<string, string>(_environment.Concat(environment ?? new Dictionary<string, string>()));
        return new StartedContender(
            ServedCluster.Start(kafka, new ServedFiles(application, modelRoot) { Environment = variables }, replicas));
    }

    private static string CliAssembly => Path.Combine(AppContext.BaseDirectory, "ActorServe.Cli.dll");

    private static StartedContender Single(string assembly, string[] arguments) =>
        new(ServeProcess.Start(assembly, arguments, _environment));

    private static string WriteApplication(Scenario scenario, LoopArguments loop)
    {
        var file = Path.Combine(scenario.ModelRoot, $"{loop.Output}.yaml");
        File.WriteAllText(file, ApplicationText(scenario, loop));
        return file;
    }

    /// <summary>The application file of a scenario.</summary>
    public static string ApplicationText(Scenario scenario, LoopArguments loop)
    {
        var model = scenario.Model is null ? $"import_path: {BenchmarkModels.Echo}" : $"model: {Path.GetFileName(scenario.Model)}";
        return $"""
            applications:
              - name: {scenario.Name}
                kafka:
                  input: {"{"} topic: {loop.Input}, group: {loop.Group} {"}"}
                  output: {"{"} topic: {loop.Output} {"}"}
                  format: raw
                deployments:
                  - name: model
                    {model}
            """;
    }
}
