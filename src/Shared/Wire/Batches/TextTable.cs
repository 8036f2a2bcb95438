using System.Text;

namespace ActorServe.Shared.Wire.Batches;

/// <summary>
/// The texts of one batch, each once: rows name them by their index. Rows mostly share the instance, so that finding one is a few
/// comparisons of references.
/// </summary>
internal sealed class TextTable
{
    private const int Scanned = 12;

    private readonly List<string> _texts = [];
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    public int Count => _texts.Count;

    public void Clear()
    {
        _texts.Clear();
        _indexes.Clear();
    }

    /// <summary>The index of a text, which it gets where it is new.</summary>
    public uint IndexOf(string text)
    {
        var scanned = Math.Min(_texts.Count, Scanned);
        for (var i = 0; i < scanned; i++)
        {
            if (ReferenceEquals(_texts[i], text)) return (uint)i;
        }

        if (_indexes.TryGetValue(text, out var index)) return (uint)index;
        if (_texts.Count == WireLimits.MaxTexts)
            throw new WireFormatException($"A message has more than {WireLimits.MaxTexts} different texts");

        _indexes.Add(text, _texts.Count);
        _texts.Add(text);
        return (uint)_texts.Count - 1;
    }

    /// <summary>The bytes of the table as it is written.</summary>
    public int Size()
    {
        var size = Varints.Size((uint)_texts.Count);
        foreach (var text in _texts)
        {
            var bytes = Encoding.UTF8.GetByteCount(text);
            size += Varints.Size((uint)bytes) + bytes;
        }

        return size;
    }

    /// <summary>Writes the count, and each text's length and UTF-8 bytes.</summary>
    public void Write(Span<byte> to)
    {
        to = to[Varints.Write(to, (uint)_texts.Count)..];
        foreach (var text in _texts)
        {
            to = to[Varints.Write(to, (uint)Encoding.UTF8.GetByteCount(text))..];
            to = to[Encoding.UTF8.GetBytes(text, to)..];
        }
    }
}
