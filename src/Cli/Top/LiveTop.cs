using System.Diagnostics;
using Spectre.Console;

namespace ActorServe.Cli.Top;

/// <summary>The live view: asks, draws, and hears keys, until it is told to end. The screen is then as it was before.</summary>
internal sealed class LiveTop(TopAsking asking, IAnsiConsole screen, Uri address, TimeSpan every)
{
    private static readonly TimeSpan KeyPeriod = TimeSpan.FromMilliseconds(40);

    private TopView _view = new(new TopNumbers([], []), address.Authority, 0, every, "asking…");
    private TopChoice _choice = new();

    /// <summary>Keys are heard; asking for them fails where input is no terminal.</summary>
    public bool HasKeys { get; init; }

    /// <summary>Shows it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        screen.Write(new ControlCode(TopDrawing.Enter));
        try
        {
            while (!_choice.IsOver)
            {
                if (!_choice.IsPaused) await LookAsync(stopping);
                Draw();
                await HearKeysAsync(stopping);
            }
        }
        finally
        {
            screen.Write(new ControlCode(TopDrawing.Leave));
        }
    }

    // A seed that is away comes back, or another does: the last numbers stay meanwhile, and the last line says that they are old.
    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            var numbers = await asking.LookAsync(stopping);
            _view = _view with { Numbers = numbers, Version = asking.Version, Trouble = "" };
        }
        catch (CommandFailedException failure)
        {
            _view = _view with { Trouble = failure.Message };
        }
    }

    private async Task HearKeysAsync(CancellationToken stopping)
    {
        var since = Stopwatch.GetTimestamp();
        var size = (screen.Profile.Width, screen.Profile.Height);
        while (!_choice.IsOver && Stopwatch.GetElapsedTime(since) < every)
        {
            if (await PressedAsync(stopping) is { } key)
            {
                _choice = _choice.Press(key, _view.RowsIn(_choice.Table, _choice));
                Draw();
            }
            else
            {
                await Task.Delay(KeyPeriod, stopping);
                if (size == (screen.Profile.Width, screen.Profile.Height)) continue;
                size = (screen.Profile.Width, screen.Profile.Height);
                Draw();
            }
        }
    }

    private async Task<ConsoleKeyInfo?> PressedAsync(CancellationToken stopping) =>
        HasKeys && screen.Profile.Capabilities.Interactive && screen.Input.IsKeyAvailable()
            ? await screen.Input.ReadKeyAsync(intercept: true, stopping) : null;

    private void Draw() => screen.Write(new TopDrawing(TopScreen.Lines(_view, _choice, screen.Profile.Width, screen.Profile.Height)));
}
