using System.Text;
using ActorServe.Shared.Programs.State;

namespace ActorServe.Shared.Tests.Programs.State;

public sealed class StateFileSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "file");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_was_replaced_and_not_flushed_is_told_as_that_because_it_has_the_new_text()
    {
        StateFile.Replace(Path, Text("old"));

        var failure = Assert.Throws<ReplacedNotFlushedException>(
            () => StateFile.Replace(Path, Text("new"), folder => throw new IOException($"{folder} cannot be flushed")));

        Assert.Contains(Path, failure.Message, StringComparison.Ordinal);
        Assert.Equal("new", File.ReadAllText(Path));
    }

    [Fact]
    public void A_text_that_cannot_be_written_leaves_the_old_one()
    {
        StateFile.Replace(Path, Text("old"));

        Assert.Throws<InvalidOperationException>(() => StateFile.Replace(Path, _ => throw new InvalidOperationException("broken")));

        Assert.Equal("old", File.ReadAllText(Path));
    }

    private static Action<Stream> Text(string text) => file => file.Write(Encoding.UTF8.GetBytes(text));
}
