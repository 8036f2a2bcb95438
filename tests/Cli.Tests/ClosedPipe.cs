namespace ActorServe.Cli.Tests;

/// <summary>A pipe whose reader has gone.</summary>
internal sealed class ClosedPipe : MemoryStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("broken pipe", hresult: 32);
}
