using ActorServe.PetabridgeCmd.Commands;
using Akka.Actor;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;

namespace ActorServe.PetabridgeCmd.Palette;

/// <summary>Reads what one client of <c>pbm</c> types, has it answered, and sends the answer line by line.</summary>
internal sealed class ServePaletteActor : CommandHandlerActor
{
    private readonly IActorRef _serve;

    public ServePaletteActor(IActorRef serve)
        : base(ServeDefinitions.Palette)
    {
        _serve = serve;
        foreach (var definition in ServeDefinitions.All) Process(definition.Name, command => Take(definition.Name, command));
    }

    private void Take(string verb, Command command)
    {
        var read = ServeCommandReading.Read(verb, command.Arguments.Select(argument => (argument.Item1, argument.Item2)));
        if (read.Command is { } wanted) _ = AnswerAsync(_serve.Ask<ServeAnswer>(wanted, ServeActor.Patience), Sender);
        else Sender.Tell(new ErroredCommandResponse(string.Join(Environment.NewLine, read.Problems)));
    }

    // Of no actor's state: it may run beside the actor. Without a last response the client would wait for ever.
    private static async Task AnswerAsync(Task<ServeAnswer> asked, IActorRef client)
    {
        try
        {
            var answer = await asked.ConfigureAwait(false);
            if (answer.IsError)
            {
                client.Tell(new ErroredCommandResponse(string.Join(Environment.NewLine, answer.Lines)));
                return;
            }

            foreach (var line in answer.Lines) client.Tell(new CommandResponse(line, final: false));
            client.Tell(CommandResponse.Empty);
        }
#pragma warning disable CA1031 // Whatever it is: the client hears of it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            client.Tell(new ErroredCommandResponse(failure.Message));
        }
    }
}
