using System.Buffers;
using System.IO.Pipelines;

namespace ActorServe.Gateway.Front.Requests;

/// <summary>Reads a body into an array of its own, which grows with what arrives: what a client only announces costs nothing.</summary>
internal sealed class RequestBody(PendingRequest request, int maxBytes)
{
    private const int FirstBytes = 64 << 10;

    private byte[] _buffer = [];
    private int _count;

    /// <summary>How a reading ended.</summary>
    internal enum Reading
    {
        /// <summary>All of it is here.</summary>
        Whole,

        /// <summary>It is larger than a body may be.</summary>
        TooLarge,

        /// <summary>The door has no room for so many bytes now.</summary>
        NoRoom,

        /// <summary>The reading was ended from outside.</summary>
        Cancelled,
    }

    /// <summary>What was read.</summary>
    public ReadOnlyMemory<byte> Value => _buffer.AsMemory(0, _count);

    /// <summary>Reads to the end, or until somebody cancels the reader's pending read.</summary>
    /// <param name="reader">The body.</param>
    /// <param name="announced">Its length, where the client says it.</param>
    /// <param name="cancellation">The client has gone.</param>
    public async ValueTask<Reading> ReadAsync(PipeReader reader, long? announced, CancellationToken cancellation)
    {
        if (announced > maxBytes) return Reading.TooLarge;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (read.IsCanceled) return Reading.Cancelled;
            var taken = Take(read.Buffer, announced);
            reader.AdvanceTo(read.Buffer.End);
            if (taken != Reading.Whole || read.IsCompleted) return taken;
        }
    }

    private Reading Take(in ReadOnlySequence<byte> bytes, long? announced)
    {
        if (bytes.Length > maxBytes - _count) return Reading.TooLarge;
        if (!TryGrow(_count + (int)bytes.Length, announced)) return Reading.NoRoom;

        bytes.CopyTo(_buffer.AsSpan(_count));
        _count += (int)bytes.Length;
        return Reading.Whole;
    }

    private bool TryGrow(int needed, long? announced)
    {
        if (needed <= _buffer.Length) return true;

        var wanted = Math.Max(needed, Math.Min(2L * _buffer.Length, maxBytes));
        // Most bodies are small and say their length: those get an array of exactly that.
        if (announced is { } length && length >= needed && (length <= FirstBytes || length < wanted)) wanted = length;
        if (!request.TryHold(wanted - _buffer.Length)) return false;

        Array.Resize(ref _buffer, (int)wanted);
        return true;
    }
}
