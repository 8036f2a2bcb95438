using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ActorServe.Cli.Completion;
using ActorServe.Cli.Terminals;
using ActorServe.Shared.Configuration;

namespace ActorServe.Cli.Control;

/// <summary><c>actorserve scale APPLICATION[/DEPLOYMENT] N</c>: another number of replicas of what is deployed, and nothing else.</summary>
internal static class ScaleCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME")
        {
            HelpName = "APPLICATION[/DEPLOYMENT]", Description = "What to scale; the deployment where the application has several.",
        };
        name.CompletionSources.Add(SeedNames.Deployments);
        var number = new Argument<int?>("N")
        {
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = result => Number(result, "N", DeploymentConfig.MostReplicas),
            Description = "Replicas in the whole cluster: num_replicas.",
        };
        var perNode = new Option<int?>("--per-node")
        {
            HelpName = "K",
            CustomParser = result => Number(result, "--per-node", DeploymentConfig.MostReplicasPerNode),
            Description = "Replicas on each replica node instead: replicas_per_node.",
        };
        var noWait = new Option<bool>("--no-wait") { Description = "Ends when the cluster has taken the number." };
        var timeout = ControlCommand.Timeout("the application to run with it", DeployCommand.DefaultTimeout);
        var json = ControlCommand.Json();
        var command = ControlCommand.Create(
            "scale", "Sets the number of replicas of a deployment, and waits until they run. Those that serve serve on.",
            terminal, [name, number, perNode, noWait, timeout, json], (parsed, client, stopping) =>
            {
                var target = parsed.GetRequiredValue(name);
                var seconds = parsed.GetValue(timeout) ?? DeployCommand.DefaultTimeout;
                var each = parsed.GetValue(perNode);
                var wanted = new ReplicaNumber(each ?? parsed.GetValue(number)!.Value, IsPerNode: each is not null);
                var wait = new DeployWait(client, terminal, TimeSpan.FromSeconds(seconds))
                {
                    IsJson = parsed.GetValue(json), Application = target.Split('/')[0],
                    IsKept = answer => ScaledFile.Has(DeployedFile.Of(answer), target, wanted),
                };
                return ScaleAsync(target, wanted, wait, terminal, parsed.GetValue(noWait), stopping);
            });
        command.Validators.Add(result =>
        {
            if ((result.GetResult(number)?.Tokens.Count > 0) == (result.GetResult(perNode) is not null))
                result.AddError("scale takes N or --per-node K, one of the two.");
        });
        return command;
    }

    private static async Task<int> ScaleAsync(
        string name, ReplicaNumber number, DeployWait wait, Terminal terminal, bool noWait, CancellationToken stopping)
    {
        var done = "";
        var answer = await wait.UntilChangedAsync(
            status =>
            {
                var file = DeployedFile.Of(status);
                done = ScaledFile.Scale(file, name, number);
                return DeployedFile.TextOf(file);
            },
            stopping);
        if (!answer.IsSuccess) return DeployCommand.Refuse(name, answer, terminal);

        if (!wait.IsJson) terminal.WriteLine($"{done}, targets {answer.Body.GetProperty("version")}");
        return await DeployCommand.EndAsync(answer, wait, terminal, noWait, stopping);
    }

    private static int? Number(ArgumentResult result, string what, int most)
    {
        if (result.Tokens.Count == 0) return null;

        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
            return number;

        result.AddError($"{what} is '{text}'; expected a whole number from 1 to {most}.");
        return null;
    }
}
