using ActorServe.EndToEnd.Loops;
using ActorServe.TestSupport.Processes;

namespace ActorServe.EndToEnd;

/// <summary>Who is compared. Each runs as a process of its own, started alike, on topics and a group of its own run.</summary>
internal enum Contender
{
    /// <summary>(a) the loop as people write it.</summary>
    Naive,

    /// <summary>(a2) the public client used as well as is known.</summary>
    Tuned,

    /// <summary>(b) <c>actorserve run</c>, one process.</summary>
    ActorServe,
}

internal static class Contenders
{
    /// <summary>The garbage collector's budget that measurements recommend, for every contender alike.</summary>
    private static readonly Dictionary<string, string> _environment = new() { ["DOTNET_GCgen0size"] = "0x2000000", ["DOTNET_TieredPGO"] = "1" };

    public static ServeProcess Start(this Contender contender, Scenario scenario, string kafka, string input, string output)
    {
        var loop = new LoopArguments(kafka, input, output, $"group-{output}", scenario.Model);
        return contender switch
        {
            Contender.Naive => ServeProcess.Start(typeof(Contenders).Assembly.Location, ["loop", "naive", .. loop.ToArray()], _environment),
            Contender.Tuned => ServeProcess.Start(typeof(Contenders).Assembly.Location, ["loop", "tuned", .. loop.ToArray()], _environment),
            _ => ServeProcess.Start(CliAssembly, ["run", WriteApplication(scenario, loop), "--kafka", kafka], _environment),
        };
    }

    private static string CliAssembly => Path.Combine(AppContext.BaseDirectory, "ActorServe.Cli.dll");

    private static string WriteApplication(Scenario scenario, LoopArguments loop)
    {
        var model = scenario.Model is null
            ? $"import_path: {Path.Combine(AppContext.BaseDirectory, "ActorServe.EchoDeployment.dll")}:ActorServe.EchoDeployment.Echo"
            : $"model: {scenario.Model}";
        var file = Path.Combine(Path.GetTempPath(), $"{loop.Output}.yaml");
        File.WriteAllText(file, $"""
            applications:
              - name: {scenario.Name}
                kafka:
                  input: {"{"} topic: {loop.Input}, group: {loop.Group} {"}"}
                  output: {"{"} topic: {loop.Output} {"}"}
                  format: raw
                deployments:
                  - name: model
                    {model}
            """);
        return file;
    }
}
