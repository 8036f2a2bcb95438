using System.Collections.Immutable;
using ActorServe.Shared.Programs;

namespace ActorServe.Cli.Top;

/// <summary>One line of a screen: texts and how they are drawn, in the words of Spectre's styles.</summary>
internal sealed record ScreenLine(ImmutableArray<(string Text, string Style)> Spans)
{
    /// <summary>Nothing.</summary>
    public static ScreenLine Empty { get; } = new([]);

    /// <summary>Its characters.</summary>
    public string Text => string.Concat(Spans.Select(span => span.Text));

    /// <summary>The line and more; control characters of others' texts are blanks.</summary>
    public ScreenLine Add(string text, string style = "") => new(Spans.Add((Printable.Line(text), style)));

    /// <summary>The line and another behind it.</summary>
    public ScreenLine Concat(ScreenLine line) => new(Spans.AddRange(line.Spans));

    /// <summary>No wider than this.</summary>
    public ScreenLine Cut(int width)
    {
        var cut = ImmutableArray.CreateBuilder<(string, string)>();
        var left = width;
        foreach (var (text, style) in Spans)
        {
            if (left <= 0) break;
            cut.Add((text.Length > left ? text[..left] : text, style));
            left -= text.Length;
        }

        return new ScreenLine(cut.ToImmutable());
    }

    /// <summary>As wide as this, filled with blanks or cut.</summary>
    public ScreenLine Fill(int width, string style) => Text.Length < width ? Add(new string(' ', width - Text.Length), style) : Cut(width);
}
