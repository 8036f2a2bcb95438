namespace Petabridge.Cmd;

// Of Petabridge.Cmd.Common. Where the type of a parameter or of a collection is not known, it is the weakest that the known uses need.

public sealed class CommandDefinitionBuilder
{
    public CommandDefinitionBuilder WithName(string name) => throw new NotSupportedException();

    public CommandDefinitionBuilder WithDescription(string description) => throw new NotSupportedException();

    public CommandDefinitionBuilder WithArgument(Func<UnnamedArgumentBuilder, UnnamedArgumentBuilder> argument) =>
        throw new NotSupportedException();

    public CommandDefinition Build() => throw new NotSupportedException();
}

/// <summary>Its real name is not known: nothing may name it.</summary>
public sealed class UnnamedArgumentBuilder
{
    private UnnamedArgumentBuilder()
    {
    }

    public UnnamedArgumentBuilder WithName(string name) => throw new NotSupportedException();

    public UnnamedArgumentBuilder WithDescription(string description) => throw new NotSupportedException();

    public UnnamedArgumentBuilder WithSwitch(string name) => throw new NotSupportedException();

    public UnnamedArgumentBuilder IsMandatory(bool isMandatory) => throw new NotSupportedException();
}

public sealed class CommandDefinition
{
    private CommandDefinition()
    {
    }

    public string Name => throw new NotSupportedException();
}

public sealed class CommandPalette
{
    public CommandPalette(string name, CommandDefinition[] commands) => throw new NotSupportedException();
}

public sealed class Command
{
    public Command(string palette, string name, Tuple<string, string>[] arguments) => throw new NotSupportedException();

    public IEnumerable<Tuple<string, string>> Arguments => throw new NotSupportedException();
}

public class CommandResponse
{
    public CommandResponse(string msg, bool final = true) => throw new NotSupportedException();

    public static CommandResponse Empty => throw new NotSupportedException();

    public string Msg => throw new NotSupportedException();

    public bool Final => throw new NotSupportedException();
}

public sealed class ErroredCommandResponse(string msg, bool final = true) : CommandResponse(msg, final);
