using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>
/// Reads YAML (and so JSON) from the parser's events into values that know their lines. What a plain data file has no need of and
/// a hostile one has (aliases that multiply, tags that name types, nesting without end) is refused.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>The file's own values nest seven deep; user_config may go on from there.</summary>
    internal const int MaxDepth = 32;

    private readonly Parser _events;
    private readonly ProblemList _problems;
    private int _line = 1;

    private YamlTree(string text, ProblemList problems)
    {
        _events = new Parser(new StringReader(text));
        _problems = problems;
    }

    /// <summary>The only document of <paramref name="text"/>, or null where there is none to be had; problems say why.</summary>
    public static YamlValue? Read(string text, ProblemList problems)
    {
        var tree = new YamlTree(text, problems);
        try
        {
            return tree.ReadDocument();
        }
        catch (YamlException broken)
        {
            problems.Error(Places.File, LineOf(broken, text), $"cannot be read as YAML: {broken.Message}");
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's scanner throws it, with no word of where or why, on some texts that are broken twice (Unicode line breaks in
            // keys).
            problems.Error(
                Places.File, tree._line,
                "cannot be read as YAML from about here on; look for a quote or a bracket that is not closed, and for odd line breaks");
        }

        return null;
    }

    private YamlValue? ReadDocument()
    {
        _events.Consume<StreamStart>();
        if (!_events.TryConsume<DocumentStart>(out _))
        {
            _problems.Error(Places.File, 1, "is empty; expected a list of applications under 'applications:'");
            return null;
        }

        var value = ReadValue("", 1);
        _events.Consume<DocumentEnd>();
        if (!_events.Accept<StreamEnd>(out var next))
            _problems.Error(Places.File, Line(_events.Current ?? next!), "has more than one YAML document; expected one");

        return value;
    }

    private YamlValue ReadValue(string path, int depth)
    {
        var at = _events.Consume<ParsingEvent>();
        _line = Line(at);
        if (depth > MaxDepth) throw new YamlException(at.Start, at.End, $"values nest deeper than {MaxDepth}");
        if (at is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } } node)
            _problems.Error(Places.Name(path), Line(at), $"has the tag {Words.Show(node.Tag.Value)}; tags are not used here");

        return at switch
        {
            Scalar scalar => new YamlScalar(Line(at), scalar.Value, scalar.Style is not ScalarStyle.Plain),
            SequenceStart => ReadSequence(path, Line(at), depth),
            MappingStart => ReadMapping(path, Line(at), depth),
            AnchorAlias alias => RefuseAlias(path, alias),
            _ => throw new YamlException(at.Start, at.End, "expected a value"),
        };
    }

    private YamlSequence ReadSequence(string path, int line, int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlValue>();
        while (!_events.TryConsume<SequenceEnd>(out _)) items.Add(ReadValue(Places.Item(path, items.Count), depth + 1));

        return new YamlSequence(line, items.ToImmutable());
    }

    private YamlMapping ReadMapping(string path, int line, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!_events.TryConsume<MappingEnd>(out _))
        {
            var key = ReadValue(path, depth + 1);
            var place = Places.Key(path, (key as YamlScalar)?.Text ?? "?");
            var value = ReadValue(place, depth + 1);
            if (key is not YamlScalar name)
                _problems.Error(Places.Name(path), key.Line, "has a list or a mapping as a key; expected a word");
            else if (lines.TryAdd(name.Text, name.Line))
                entries.Add(new YamlEntry(name.Text, name.Line, value));
            else
                _problems.Error(place, name.Line, $"is set twice; line {lines[name.Text]} has it first");
        }

        return new YamlMapping(line, entries.ToImmutable());
    }

    private YamlUnusable RefuseAlias(string path, AnchorAlias alias)
    {
        _problems.Error(Places.Name(path), Line(alias), "is an alias; write the value out, aliases are not used here");
        return new YamlUnusable(Line(alias));
    }

    /// <summary>The parser gives the line before a tab.</summary>
    private static int LineOf(YamlException broken, string text)
    {
        var line = (int)Math.Max(1, broken.Start.Line);
        if (!broken.Message.Contains("tab as indentation", StringComparison.Ordinal)) return line;

        var tab = Array.FindIndex(text.Split('\n'), indented => indented.TrimStart(' ').StartsWith('\t'));
        return tab < 0 ? line : tab + 1;
    }

    private static int Line(ParsingEvent at) => (int)at.Start.Line;
}
