using System.Globalization;
using ActorServe.PetabridgeCmd.Texts;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.PetabridgeCmd.Commands;

/// <summary>
/// Answers every <see cref="ServeCommand"/> with one <see cref="ServeAnswer"/>, also where the controller is away. Knows nothing of
/// Petabridge.Cmd.
/// </summary>
internal sealed class ServeActor(ServeSources sources) : UntypedActor
{
    /// <summary>How long whoever asks waits for an answer: longer than the controller is waited for, so that there is always one.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int Attempts = 3;

    // What the admin REST waits, too.
    private static readonly TimeSpan ControllerTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The actor.</summary>
    public static Props Props(ServeSources sources) => Akka.Actor.Props.Create(() => new ServeActor(sources));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ServeCommand.Drain drain: Sender.Tell(Drain(drain)); break;
            case ServeCommand.Scale scale: ScaleAsync(scale).PipeTo(Sender, Self, failure: Failed); break;
            case ServeCommand.Show show: ShowAsync(show).PipeTo(Sender, Self, failure: Failed); break;
            default: Unhandled(message); break;
        }
    }

    private static ServeAnswer Failed(Exception failure) =>
        failure is AskTimeoutException ? NobodyAnswered("") : ServeAnswer.Error(failure.Message);

    // In the admin REST's words.
    private static ServeAnswer NobodyAnswered(string known) => ServeAnswer.Error(string.Create(
        CultureInfo.InvariantCulture, $"no controller answered within {ControllerTimeout.TotalSeconds} s{known}; records go on meanwhile"));

    private ServeAnswer Drain(ServeCommand.Drain drain)
    {
        var choice = LeaveChoice.Of(sources.Members(), drain.Node);
        if (choice.Node is not { } node) return ServeAnswer.Error(choice.Problem!);

        sources.Leave(node);
        return new ServeAnswer(
            [$"{node.Endpoint()} takes nothing new, finishes what it has, leaves and ends; cluster show tells when it is gone"]);
    }

    private async Task<ServeAnswer> ShowAsync(ServeCommand.Show show)
    {
        if (show.Verb == Verbs.DeadLetters)
        {
            var targets = await AskAsync<ServeTargets>(ControlProtocol.GetTargets.Instance).ConfigureAwait(false);
            return new ServeAnswer(DeadLetterTexts.Of(targets.Config, sources.Metrics(), show.Application));
        }

        var status = await AskAsync<ServeStatus>(ControlProtocol.GetStatus.Instance).ConfigureAwait(false);
        return new ServeAnswer(show.Verb switch
        {
            Verbs.Deployments => StatusTexts.Deployments(status, show.Application),
            Verbs.Replicas => StatusTexts.Replicas(status, show.Application),
            Verbs.Lag => LagTexts.Of(status, sources.Metrics(), show.Application),
            _ => StatusTexts.Applications(status, show.Application),
        });
    }

    private async Task<ServeAnswer> ScaleAsync(ServeCommand.Scale scale)
    {
        for (var attempt = 1; ; attempt++)
        {
            var targets = await AskAsync<ServeTargets>(ControlProtocol.GetTargets.Instance).ConfigureAwait(false);
            var change = ScaleChange.Of(targets.Config, scale);
            if (change.Config is not { } config) return ServeAnswer.Error(change.Problem!);

            // Somebody may change something else at the same time.
            var set = new ControlProtocol.SetTargets(config) { IfVersion = targets.ConfigVersion };
            var answer = await SetAsync(set).ConfigureAwait(false);
            if (answer is null) return NobodyAnswered(", and whether the change was made is not known: look again");
            if (answer is ControlProtocol.TargetsRefused { Kind: TargetsRefusal.Conflict } && attempt < Attempts) continue;
            return answer is ControlProtocol.TargetsRefused refused
                ? ServeAnswer.Error(refused.Reason)
                : new ServeAnswer([$"{change.Deployment} should have {scale.Replicas} replicas; serve deployments shows when it has"]);
        }
    }

    // Null where nobody answered, who may make the change all the same.
    private async Task<object?> SetAsync(ControlProtocol.SetTargets change)
    {
        try
        {
            return await AskAsync<object>(change).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private Task<T> AskAsync<T>(object message) => sources.Controller.Ask<T>(message, ControllerTimeout);
}
