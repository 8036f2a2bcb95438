using ActorServe.Shared.Configuration;

namespace ActorServe.Shared.Tests.Configuration;

public sealed class FoldersSpecs
{
    [Theory]
    [InlineData("/models", "/models", true)]
    [InlineData("/models", "/models/digits", true)]
    [InlineData("/models", "/models-of-others", false)]
    [InlineData("/models", "/", false)]
    [InlineData("/", "/models/digits", true)]
    [InlineData("/", "/", true)]
    public void A_folder_contains_itself_and_what_is_below(string folder, string path, bool expected) =>
        Assert.Equal(expected, Folders.Contains(folder, path));
}
