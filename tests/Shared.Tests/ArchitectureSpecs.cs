using System.Text.RegularExpressions;
using System.Xml.Linq;
using ActorServe.TestSupport;

namespace ActorServe.Shared.Tests;

/// <summary>Holds the whole repository to its rules, by its files: nothing needs to be built for it.</summary>
public sealed partial class ArchitectureSpecs
{
    private static readonly string[] FoldersThatSayNothing =
    [
        "Utils", "Util", "Common", "Helpers", "Core", "Models", "Interfaces", "Services", "Misc",
    ];

    /// <summary>A namespace of ours or of Akka's would be hidden (CS0118).</summary>
    private static readonly string[] FoldersThatHideNamespaces = ["Cluster", "Streams", "Akka"];

    private static readonly string[] TypesThatHideNamespaces = ["Replica", "Gateway", "Seed", "Routing", "Deployments", "Shared"];

    private static readonly string[] WordsThatSayNothing =
    [
        "Manager", "Helper", "Util", "Utils", "Handler", "Processor", "Service", "Impl", "Base", "Wrapper", "Info",
    ];

    [Theory]
    [InlineData("Shared", "")]
    [InlineData("Deployments", "")]
    [InlineData("Routing", "Shared")]
    [InlineData("Gateway", "Routing Shared")]
    [InlineData("Replica", "Deployments Routing Shared")]
    [InlineData("Seed", "Routing Shared")]
    [InlineData("Cli", "Deployments Gateway Replica Routing Seed Shared")]
    public void A_project_references_these_and_no_others(string project, string references) =>
        Assert.Equal(references, string.Join(' ', ReferencesOf(project)));

    [Fact]
    public void There_are_these_projects_and_no_others() => Assert.Equal(
        ["Cli", "Deployments", "Gateway", "Replica", "Routing", "Seed", "Shared"],
        Directory.EnumerateFiles(RepositoryFolder.File("src"), "*.csproj", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension).Order());

    [Theory]
    [InlineData("PetabridgeCmd", "Shared")]
    [InlineData("AkkaStreamsKafka", "Gateway")]
    public void An_extension_references_this_and_is_in_no_solution(string project, string references)
    {
        Assert.Equal(references, string.Join(' ', ReferencesOf(project, "extensions")));
        var solution = File.ReadAllText(RepositoryFolder.File("ActorServe.sln"));
        Assert.DoesNotContain($@"extensions\{project}", solution, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Petabridge.Cmd", "PetabridgeCmd.Compiled")]
    [InlineData("Akka.Streams.Kafka", "AkkaStreamsKafka.Compiled")]
    public void A_reference_of_a_package_compiles_one_extension_and_nothing_else(string reference, string user) => Assert.Equal(
        [user],
        from file in Directory.EnumerateFiles(RepositoryFolder.Root, "*.csproj", SearchOption.AllDirectories)
        from used in XDocument.Load(file).Descendants("ProjectReference")
        where Path.GetFileName((string)used.Attribute("Include")!) == $"{reference}.csproj"
        select Path.GetFileNameWithoutExtension(file));

    [Fact]
    public void Versions_are_in_one_file_only() => Assert.Empty(
        from file in Directory.EnumerateFiles(RepositoryFolder.Root, "*.csproj", SearchOption.AllDirectories)
        where XDocument.Load(file).Descendants("PackageReference").Any(package => package.Attribute("Version") is not null)
        select Path.GetRelativePath(RepositoryFolder.Root, file));

    [Fact]
    public void A_folder_is_named_for_what_it_does() => Assert.Empty(
        from file in Sources
        from folder in Path.GetRelativePath(RepositoryFolder.Root, file).Split(Path.DirectorySeparatorChar).SkipLast(1)
        where FoldersThatSayNothing.Contains(folder) || FoldersThatHideNamespaces.Contains(folder)
        select Path.GetRelativePath(RepositoryFolder.Root, file));

    [Fact]
    public void No_type_hides_a_namespace() => Assert.DoesNotContain(Types, type => TypesThatHideNamespaces.Contains(type));

    [Fact]
    public void A_type_is_named_for_what_it_does() =>
        Assert.DoesNotContain(Types, type => NameWord().Matches(type).Any(word => WordsThatSayNothing.Contains(word.Value)));

    [Fact]
    public void Sources_have_no_regions_conditions_or_notes_to_self() => Assert.Empty(
        from file in Sources
        from line in File.ReadLines(file)
        where Forbidden().IsMatch(line)
        select $"{Path.GetRelativePath(RepositoryFolder.Root, file)}: {line.Trim()}");

    [Fact]
    public void Options_that_are_bound_have_a_validator_that_is_registered()
    {
        var texts = Sources.Select(File.ReadAllText).ToList();
        var bound = texts.SelectMany(text => BoundOptions().Matches(text)).Select(match => match.Groups[1].Value).Distinct();

        Assert.DoesNotContain(bound, options =>
            !texts.Any(text => text.Contains($"class {options}Validator", StringComparison.Ordinal))
            || !texts.Any(text => Regex.IsMatch(text, $@"IValidateOptions<{options}>,\s*{options}Validator")));
    }

    private static IEnumerable<string> Sources => RepositoryFolder.Sources("src").Concat(RepositoryFolder.Sources("extensions"));

    private static IEnumerable<string> Types =>
        Sources.SelectMany(file => Declaration().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> ReferencesOf(string project, string folder = "src") =>
        from reference in XDocument.Load(RepositoryFolder.File($"{folder}/{project}/{project}.csproj")).Descendants("ProjectReference")
        where (string?)reference.Attribute("ReferenceOutputAssembly") != "false"
        select Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value) into name
        orderby name
        select name;

    [GeneratedRegex(@"^[^/""\n]*\b(?:class|struct|interface|enum|record)\s+(?!struct\b|class\b)([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex NameWord();

    /// <summary>A pragma that says why is none of them.</summary>
    [GeneratedRegex(@"^\s*#(region|if)\b|^\s*#pragma warning disable [^/]*$|\b(TODO|TBD|FIXME|HACK)\b")]
    private static partial Regex Forbidden();

    /// <summary>What the configuration of a process is read into.</summary>
    [GeneratedRegex(@"\b(?:IOptions|AddOptions|Configure)<(\w+Options)>")]
    private static partial Regex BoundOptions();
}
