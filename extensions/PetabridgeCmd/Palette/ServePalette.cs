using Akka.Actor;
using Petabridge.Cmd.Host;

namespace ActorServe.PetabridgeCmd.Palette;

/// <summary>
/// The palette <c>serve</c>: one <see cref="ServePaletteActor"/> for each client, all before one <see cref="Commands.ServeActor"/>.
/// </summary>
internal sealed class ServePalette : CommandPaletteHandler
{
    /// <summary>The palette before an actor that answers its commands.</summary>
    public ServePalette(IActorRef serve)
        : base(ServeDefinitions.Palette) => HandlerProps = Props.Create(() => new ServePaletteActor(serve));

    /// <inheritdoc/>
    public override Props HandlerProps { get; }
}
