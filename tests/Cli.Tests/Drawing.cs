using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorServe.Cli.Tests;

/// <summary>What a screen would show, as text.</summary>
internal static class Drawing
{
    public static string Of(IRenderable drawn) => Of(screen => screen.Write(drawn));

    public static string Of(Action<IAnsiConsole> draw)
    {
        var text = new StringWriter();
        var screen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text),
        });
        screen.Profile.Width = 200;
        draw(screen);
        return text.ToString();
    }
}
