using System.Security.Cryptography;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Pinning;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;

namespace ActorServe.Replica.Tests.Pinning;

public sealed class ModelPinsSpecs : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("actorserve-").FullName;
    private readonly ModelPins _pins;

    public ModelPinsSpecs()
    {
        Write("models/digits/1/model.onnx", "one");
        _pins = new ModelPins(new ModelRoot(_root));
    }

    private static DeploymentConfig Digits { get; } = new() { Name = "classifier", Model = "models/digits" };

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_pin_is_the_highest_version_and_the_digest_of_its_file() => Assert.Equal(
        new ModelPin("1", Convert.ToHexStringLower(SHA256.HashData("one"u8))), _pins.Resolve(Digits));

    [Fact]
    public void A_deployment_stays_with_its_pin_where_a_higher_version_has_come()
    {
        var pin = _pins.Resolve(Digits);
        Write("models/digits/2/model.onnx", "two");

        var located = _pins.Check(Digits, pin);

        Assert.Equal((Path.Combine(_root, "models/digits"), "1"), (located.Model, located.Version));
    }

    [Fact]
    public void Another_file_is_refused_and_named()
    {
        var pin = _pins.Resolve(Digits);
        var file = Write("models/digits/1/model.onnx", "another");

        var failure = Assert.Throws<ModelLoadException>(() => _pins.Check(Digits, pin));

        Assert.StartsWith($"{file} is not the file that this deployment is pinned to", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_is_not_on_this_node_is_refused() =>
        Assert.Contains(
            "version '7' is not there", Assert.Throws<ModelLoadException>(() => _pins.Check(Digits, new ModelPin("7", "ab"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Without_a_pin_any_file_does() => Assert.Equal(Path.Combine(_root, "models/digits"), _pins.Check(Digits, null).Model);

    [Theory]
    [InlineData("../models")]
    [InlineData("models/../../etc")]
    [InlineData("/etc/passwd")]
    public void A_path_out_of_the_model_root_is_refused(string path) => Assert.Contains(
        "is not below this node's model root",
        Assert.Throws<ModelLoadException>(() => _pins.Resolve(Digits with { Model = path })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_folder_that_begins_like_the_root_is_another() =>
        Assert.Throws<ModelLoadException>(() => _pins.Resolve(Digits with { Model = _root + "2/models" }));

    [Fact]
    public void An_assembly_has_its_version_and_digest()
    {
        var assembly = typeof(ModelPinsSpecs).Assembly;
        var pins = new ModelPins(new ModelRoot(null));

        var pin = pins.Resolve(new DeploymentConfig { Name = "words", ImportPath = $"{assembly.Location}:Words" });

        Assert.Equal((assembly.GetName().Version!.ToString(), 64), (pin.Version, pin.Digest.Length));
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_refused()
    {
        var file = Write("bin/Words.dll", "no assembly");

        Assert.Contains("is not a .NET assembly", Assert.Throws<ModelLoadException>(
            () => _pins.Resolve(new DeploymentConfig { Name = "words", ImportPath = $"{file}:Words" })).Message, StringComparison.Ordinal);
    }

    private string Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }
}
