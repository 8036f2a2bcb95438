using System.IO.Pipes;
using System.Text;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.Tests.Terminals;

public sealed class ReaderGoneSpecs
{
    [Fact]
    public void A_pipe_that_nobody_reads_any_more_ends_a_command_well() =>
        Assert.Throws<ReaderGoneException>(() => Write(new ClosedPipe()));

    [Fact]
    public void A_disk_that_is_full_does_not()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

        var failure = Assert.ThrowsAny<IOException>(() => Write(full));

        Assert.IsNotType<ReaderGoneException>(failure);
    }

    [Fact]
    public void That_a_pipe_was_closed_is_known_without_writing_to_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there it is known by writing alone");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var writing = (int)pipe.SafePipeHandle.DangerousGetHandle();
        using (var reader = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle))
            Assert.False(PipeEnd.IsGone(writing));

        pipe.DisposeLocalCopyOfClientHandle();

        Assert.True(PipeEnd.IsGone(writing));
    }

    [Fact]
    public void A_file_has_no_reader_that_could_go()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there it is known by writing alone");
        using var folder = new TestFolder();
        using var file = new FileStream(folder.Write("out", ""), FileMode.Open, FileAccess.Write);

        Assert.False(PipeEnd.IsGone((int)file.SafeFileHandle.DangerousGetHandle()));
    }

    private static void Write(Stream output) =>
        new Terminal { Output = TextWriter.Null, Error = TextWriter.Null, RawOutput = output, RawInput = Stream.Null }.WriteRaw("line");
}
