using ActorServe.Cli.Timing;
using Spectre.Console;

namespace ActorServe.Cli.Top;

/// <summary>The live view: asks, draws, and hears keys, until it is told to end. The screen is then as it was before.</summary>
internal sealed class LiveTop(TopAsking asking, IAnsiConsole screen, Uri address, TimeSpan every)
{
    private static readonly TimeSpan KeyPeriod = TimeSpan.FromMilliseconds(40);

    /// <summary>A seed waits far longer for the controller than somebody looks at a screen.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private TopView _view = new(new TopNumbers([], []), address.Authority, 0, every, "asking…");
    private TopChoice _choice = new();
    private (int Width, int Height) _size;

    /// <summary>Keys are heard; asking for them fails where input is no terminal.</summary>
    public bool HasKeys { get; init; }

    /// <summary>Shows it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        screen.Write(new ControlCode(TopDrawing.Enter));
        try
        {
            while (!_choice.IsOver) await RoundAsync(over.Token);
        }
        finally
        {
            await over.CancelAsync();
            screen.Write(new ControlCode(TopDrawing.Leave));
        }
    }

    // Keys are heard while a look is on its way, too: a seed that is away is waited for.
    private async Task RoundAsync(CancellationToken stopping)
    {
        var round = new Deadline(asking.Time, every);
        var look = _choice.IsPaused ? null : asking.LookAsync(Patience, stopping);
        Draw();
        while (!_choice.IsOver && (look is not null || !round.IsOver))
        {
            await HearKeyAsync(stopping);
            if (look is not { IsCompleted: true }) continue;

            var seen = await look;
            look = null;
            if (!_choice.IsPaused) Show(seen);
        }
    }

    // A seed that is away comes back, or another does: the last numbers stay meanwhile, and the last line says that they are old.
    private void Show(TopLook look)
    {
        _view = _view with { Numbers = look.Numbers ?? _view.Numbers, Version = asking.Version, Trouble = look.Trouble };
        Draw();
    }

    private async Task HearKeyAsync(CancellationToken stopping)
    {
        if (await PressedAsync(stopping) is { } key)
        {
            _choice = _choice.Press(key, _view.RowsIn(_choice.Table, _choice));
            Draw();
            return;
        }

        await Task.Delay(KeyPeriod, asking.Time, stopping);
        if (_size != (screen.Profile.Width, screen.Profile.Height)) Draw();
    }

    private async Task<ConsoleKeyInfo?> PressedAsync(CancellationToken stopping) =>
        HasKeys && screen.Profile.Capabilities.Interactive && screen.Input.IsKeyAvailable()
            ? await screen.Input.ReadKeyAsync(intercept: true, stopping) : null;

    private void Draw()
    {
        _size = (screen.Profile.Width, screen.Profile.Height);
        screen.Write(new TopDrawing(TopScreen.Lines(_view, _choice, _size.Width, _size.Height)));
    }
}
