using System.Collections.Immutable;
using System.Text;
using ActorServe.Replica.Code;
using ActorServe.Replica.Tests.Inference;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Tests.Code.Samples;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Replica.Tests.Code;

public sealed class CodeModelStoreSpecs
{
    private static readonly string ThisFile = typeof(CodeModelStoreSpecs).Assembly.Location;

    private readonly CodeModelStore _store = new(new DeploymentId("toy", "predictor"), NullLoggerFactory.Instance);

    [Fact]
    public async Task A_class_is_told_its_context_and_answers()
    {
        await using var lease = await AcquireAsync($"{ThisFile}:{typeof(Greeter).FullName}");

        var row = new InferRow { Value = "you"u8.ToArray(), ContentType = "text/plain" };
        var entries = await lease.Model.RunAsync([row], CancellationToken.None);

        Assert.Equal("hello you from toy/predictor", Encoding.UTF8.GetString(entries[0].Outputs[0].Value.Span));
        Assert.Equal(typeof(Greeter).FullName, lease.Model.Version.Name);
        Assert.Equal(1, lease.Model.DefaultConcurrentBatches);
    }

    [Fact]
    public async Task The_types_own_name_is_enough_where_only_one_has_it()
    {
        await using var lease = await AcquireAsync($"{ThisFile}:Echo");

        Assert.Equal(typeof(Echo).FullName, lease.Model.Version.Name);
    }

    [Theory]
    [InlineData("no colon", "is not of the form")]
    [InlineData("/nowhere/x.dll:X", "there is no such file")]
    [InlineData("{json}:X", "not a .NET assembly")]
    [InlineData("{dll}:Gretter", "Did you mean ActorServe.Replica.Tests.Code.Samples.Greeter?")]
    [InlineData("{dll}:ActorServe.Replica.Tests.Cod.Samples.Greeter", "Did you mean ActorServe.Replica.Tests.Code.Samples.Greeter?")]
    [InlineData("{dll}:ActorServe.Replica.Tests.Code.Samples.NoDeployment", "does not implement ActorServe.Deployments.IDeployment")]
    [InlineData("{dll}:ActorServe.Replica.Tests.Code.Samples.AbstractDeployment", "abstract")]
    [InlineData("{dll}:ActorServe.Replica.Tests.Code.Samples.NeedsANumber", "no suitable constructor")]
    [InlineData("{dll}:ActorServe.Replica.Tests.Code.Samples.ThrowsWhenMade", "threw InvalidOperationException: no license")]
    public async Task A_class_that_does_not_load_says_why(string importPath, string reason)
    {
        var path = importPath.Replace("{dll}", ThisFile, StringComparison.Ordinal)
            .Replace("{json}", Path.ChangeExtension(ThisFile, ".runtimeconfig.json"), StringComparison.Ordinal);

        var thrown = await Assert.ThrowsAsync<ModelLoadException>(() => AcquireAsync(path));

        Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(path, thrown.Message, StringComparison.Ordinal);
    }

    private Task<IModelLease> AcquireAsync(string importPath) => _store.AcquireAsync(
        new DeploymentConfig
        {
            Name = "predictor",
            ImportPath = importPath,
            UserConfig = ImmutableDictionary<string, string>.Empty.Add("greeting", "hello"),
        },
        CancellationToken.None);
}
