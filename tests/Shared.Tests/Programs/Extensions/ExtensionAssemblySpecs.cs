using ActorServe.Shared.Programs.Extensions;

namespace ActorServe.Shared.Tests.Programs.Extensions;

public sealed class ExtensionAssemblySpecs : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("extensions");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void One_that_is_not_there_is_no_problem() =>
        Assert.Equal(
            new Extension<INodeExtension>(null, null),
            ExtensionAssembly.FindIn<INodeExtension>(_folder.FullName, "ActorServe.None"));

    [Fact]
    public void A_file_that_is_no_assembly_is_told_by_its_name()
    {
        var file = Path.Combine(_folder.FullName, "ActorServe.Torn.dll");
        File.WriteAllText(file, "no assembly");

        var found = ExtensionAssembly.FindIn<INodeExtension>(_folder.FullName, "ActorServe.Torn");

        Assert.Null(found.Part);
        Assert.StartsWith($"{file} cannot be used: ", found.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_throws_as_it_is_made_is_told_with_its_reason() => Assert.EndsWith(
        "cannot be used: made wrongly", ExtensionAssembly.Find<IThrowing>("ActorServe.Shared.Tests").Problem, StringComparison.Ordinal);

    [Fact]
    public void The_only_one_of_an_assembly_is_made() => Assert.IsType<Only>(ExtensionAssembly.Find<IOnly>("ActorServe.Shared.Tests").Part);

    private interface IOnly;

    private interface IThrowing;

    private sealed class Only : IOnly;

    private sealed class Throwing : IThrowing
    {
        public Throwing() => throw new InvalidOperationException("made wrongly");
    }
}
