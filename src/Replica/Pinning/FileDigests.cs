using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ActorServe.Replica.Pinning;

/// <summary>Digests of files; each file is read once, until it is written again.</summary>
internal sealed class FileDigests
{
    private readonly ConcurrentDictionary<string, Read> _known = new();

    /// <summary>SHA-256 in lower-case hex. Blocks for as long as reading the file takes.</summary>
    public string Of(string path)
    {
        var file = new FileInfo(path);
        var (length, written) = (file.Length, file.LastWriteTimeUtc.Ticks);
        if (_known.TryGetValue(path, out var read) && read.Length == length && read.Written == written) return read.Digest;

        using var stream = file.OpenRead();
        var digest = Convert.ToHexStringLower(SHA256.HashData(stream));
        _known[path] = new Read(length, written, digest);
        return digest;
    }

    private sealed record Read(long Length, long Written, string Digest);
}
