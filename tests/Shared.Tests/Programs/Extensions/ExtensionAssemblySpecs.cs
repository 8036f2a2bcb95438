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
    public void A_file_that_is_no_assembly_is_told_by_its_name_and_its_path_is_for_the_log_alone()
    {
        var file = Path.Combine(_folder.FullName, "ActorServe.Torn.dll");
        File.WriteAllText(file, "no assembly");

        var found = ExtensionAssembly.FindIn<INodeExtension>(_folder.FullName, "ActorServe.Torn");

        Assert.Null(found.Part);
        Assert.Equal("ActorServe.Torn.dll cannot be used: it cannot be loaded; the log of the program's start has more", found.Problem);
        Assert.StartsWith($"{file} cannot be used: it cannot be loaded: ", found.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_throws_as_it_is_made_is_told_and_its_words_are_for_the_log_alone()
    {
        var found = ExtensionAssembly.Find<IThrowing>("ActorServe.Shared.Tests");

        Assert.Equal(
            "ActorServe.Shared.Tests.dll cannot be used: it cannot be made; the log of the program's start has more", found.Problem);
        Assert.EndsWith("cannot be used: it cannot be made: made wrongly", found.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void How_many_an_assembly_has_is_told_without_its_path()
    {
        var found = ExtensionAssembly.Find<INobody>("ActorServe.Shared.Tests");

        Assert.Equal("ActorServe.Shared.Tests.dll cannot be used: it has 0 classes that are INobody; expected 1", found.Problem);
        Assert.StartsWith(AppContext.BaseDirectory, found.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void The_only_one_of_an_assembly_is_made() => Assert.IsType<Only>(ExtensionAssembly.Find<IOnly>("ActorServe.Shared.Tests").Part);

    private interface INobody;

    private interface IOnly;

    private interface IThrowing;

    private sealed class Only : IOnly;

    private sealed class Throwing : IThrowing
    {
        public Throwing() => throw new InvalidOperationException("made wrongly");
    }
}
