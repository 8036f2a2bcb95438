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

    private static void Write(Stream output) =>
        new Terminal { Output = TextWriter.Null, Error = TextWriter.Null, RawOutput = output, RawInput = Stream.Null }.WriteRaw("line");
}
