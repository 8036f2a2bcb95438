using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorServe.Cli.Tests.Top;

/// <summary>A screen that shows nothing, before which somebody presses one key.</summary>
internal sealed class KeyScreen : IAnsiConsole, IAnsiConsoleInput
{
    private readonly Queue<ConsoleKeyInfo> _keys = [];
    private readonly IAnsiConsole _screen = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(TextWriter.Null),
    });

    public KeyScreen(ConsoleKey key) => _keys.Enqueue(new ConsoleKeyInfo('\0', key, shift: false, alt: false, control: false));

    public Profile Profile => _screen.Profile;

    public IAnsiConsoleCursor Cursor => _screen.Cursor;

    public IAnsiConsoleInput Input => this;

    public IExclusivityMode ExclusivityMode => _screen.ExclusivityMode;

    public RenderPipeline Pipeline => _screen.Pipeline;

    public void Clear(bool home) => _screen.Clear(home);

    public void Write(IRenderable renderable) => _screen.Write(renderable);

    public void WriteAnsi(Action<AnsiWriter> action) => _screen.WriteAnsi(action);

    public bool IsKeyAvailable() => _keys.Count > 0;

    public ConsoleKeyInfo? ReadKey(bool intercept) => _keys.Dequeue();

    public Task<ConsoleKeyInfo?> ReadKeyAsync(bool intercept, CancellationToken cancellationToken) => Task.FromResult(ReadKey(intercept));
}
