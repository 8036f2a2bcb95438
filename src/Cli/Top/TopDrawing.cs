using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorServe.Cli.Top;

/// <summary>Lines over the whole screen, written over what was there: nothing is cleared before, so that nothing flickers.</summary>
internal sealed class TopDrawing(IReadOnlyList<ScreenLine> lines) : Renderable
{
    /// <summary>The screen of its own that full-screen programs have, without a cursor.</summary>
    public const string Enter = "\u001b[?1049h\u001b[?25l";

    /// <summary>Back to the screen that was there.</summary>
    public const string Leave = "\u001b[?25h\u001b[?1049l";

    private const string Home = "\u001b[H";
    private const string EraseRestOfLine = "\u001b[K";
    private const string EraseBelow = "\u001b[J";

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        yield return Segment.Control(Home);
        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0) yield return Segment.LineBreak;
            // Before what is written: behind a line as wide as the screen it would take the last character.
            yield return Segment.Control(EraseRestOfLine);
            foreach (var (text, style) in lines[i].Spans)
                yield return new Segment(text, style.Length == 0 ? Style.Plain : Style.Parse(style));
        }

        yield return Segment.Control(EraseBelow);
    }
}
