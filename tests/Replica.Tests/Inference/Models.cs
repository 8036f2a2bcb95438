using System.Collections.Immutable;
using System.Text;
using ActorServe.Replica.Inference;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Replica.Tests.Inference;

/// <summary>Models as a replica gets them, and rows for them.</summary>
internal static class Models
{
    public static ModelStore Store() => new(2, NullLogger<ModelStore>.Instance);

    public static Task<IModelLease> Acquire(
        this ModelStore store, string path, int maxBatchSize = 4, SessionConfig? session = null, string? version = null) =>
        store.AcquireAsync(
            new DeploymentConfig
            {
                Name = "test", Model = path, Version = version, MaxBatchSize = maxBatchSize, Session = session ?? new SessionConfig(),
            },
            TestContext.Current.CancellationToken);

    public static Task<IModelLease> AcquireTest(string name) => Store().Acquire(TestModels.Path(name));

    public static InferRow Json(string value) => Row(Encoding.UTF8.GetBytes(value), ContentTypes.Json);

    public static InferRow Raw(params byte[] value) => Row(value, ContentTypes.Raw);

    public static InferRow Row(byte[] value, string contentType) => new() { Value = value, ContentType = contentType };

    public static async Task<ImmutableArray<RowEntry>> Run(this IModelLease lease, params InferRow[] rows) =>
        await lease.Model.RunAsync([.. rows], TestContext.Current.CancellationToken);

    public static string Text(this RowEntry entry)
    {
        Assert.True(entry.Status == RowStatus.Completed, $"row {entry.Row}: {entry.Failure} {entry.Message}");
        return Encoding.UTF8.GetString(Assert.Single(entry.Outputs).Value.Span);
    }
}
