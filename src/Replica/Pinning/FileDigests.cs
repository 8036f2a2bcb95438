using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ActorServe.Replica.Pinning;

/// <summary>Digests of files; each file is read once, also for those who ask meanwhile, until it is written again.</summary>
internal sealed class FileDigests
{
    private readonly ConcurrentDictionary<string, Reading> _readings = new();

    /// <summary>SHA-256 in lower-case hex. Blocks for as long as reading the file takes.</summary>
    public string Of(string path)
    {
        var file = new FileInfo(path);
        var (length, written) = (file.Length, file.LastWriteTimeUtc.Ticks);
        var reading = _readings.AddOrUpdate(
            path,
            _ => new Reading(path, length, written),
            (_, known) => known.Length == length && known.Written == written ? known : new Reading(path, length, written));
        try
        {
            return reading.Digest;
        }
        catch
        {
            // Who asks next reads anew.
            _readings.TryRemove(new KeyValuePair<string, Reading>(path, reading));
            throw;
        }
    }

    private sealed class Reading(string path, long length, long written)
    {
        private readonly Lazy<string> _digest = new(() =>
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        });

        public long Length { get; } = length;

        public long Written { get; } = written;

        public string Digest => _digest.Value;
    }
}
