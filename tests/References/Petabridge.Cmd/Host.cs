using Akka.Actor;
using Akka.Hosting;

namespace Petabridge.Cmd.Host;

// Of Petabridge.Cmd.Host.

public sealed class PetabridgeCmd
{
    private PetabridgeCmd()
    {
    }

    public ActorSystem Sys => throw new NotSupportedException();

    public static PetabridgeCmd Get(ActorSystem system) => throw new NotSupportedException();

    public void RegisterCommandPalette(CommandPaletteHandler handler) => throw new NotSupportedException();

    public void Start() => throw new NotSupportedException();
}

public sealed class PetabridgeCmdOptions
{
    public string Host { get; set; } = "";

    public int Port { get; set; }
}

public static class PetabridgeCmdHosting
{
    public static AkkaConfigurationBuilder AddPetabridgeCmd(
        this AkkaConfigurationBuilder builder, Action<PetabridgeCmd> hostConfiguration) =>
        throw new NotSupportedException();

    public static AkkaConfigurationBuilder AddPetabridgeCmd(
        this AkkaConfigurationBuilder builder, PetabridgeCmdOptions options, Action<PetabridgeCmd> hostConfiguration) =>
        throw new NotSupportedException();
}

public abstract class CommandPaletteHandler
{
    protected CommandPaletteHandler(CommandPalette palette) => throw new NotSupportedException();

    public abstract Props HandlerProps { get; }

    public virtual void OnRegister(PetabridgeCmd plugin) => throw new NotSupportedException();
}

public abstract class CommandHandlerActor : ActorBase
{
    protected CommandHandlerActor(CommandPalette palette) => throw new NotSupportedException();

    protected void Process(string name, Action<Command> process) => throw new NotSupportedException();

    protected override bool Receive(object message) => throw new NotSupportedException();
}
