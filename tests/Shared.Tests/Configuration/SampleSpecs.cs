using ActorServe.Shared.Configuration;
using ActorServe.TestSupport;

namespace ActorServe.Shared.Tests.Configuration;

public sealed class SampleSpecs
{
    private static readonly string Samples = RepositoryFolder.File("samples");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Samples, "*.yaml", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Samples, path)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_sample_has_neither_a_problem_nor_a_warning(string file)
    {
        var result = ApplicationFileReader.Read(Path.Combine(Samples, file));

        Assert.Empty(result.Problems);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void The_model_of_the_digits_sample_is_there()
    {
        var model = ApplicationFileReader.Read(Path.Combine(Samples, "digits/digits.yaml")).Config!.Applications[0].Deployments[0].Model!;

        Assert.True(File.Exists(Path.Combine(model, "1/model.onnx")), model);
    }

    [Fact]
    public void The_examples_of_the_documentation_are_right()
    {
        var text = File.ReadAllText(RepositoryFolder.File("docs/application-file.md"));
        var examples = text.Split("```yaml\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]).ToList();

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(FileText.Parse(example).Problems));
    }
}
