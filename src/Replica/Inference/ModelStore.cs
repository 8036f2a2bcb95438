using System.Globalization;
using System.Text;
using ActorServe.Shared.Configuration;
using Microsoft.Extensions.Logging;

namespace ActorServe.Replica.Inference;

/// <summary>
/// The ONNX models of a node. One session is shared by all that name the same file, as it was last written, with the same session
/// options. It ends with its last use, after its last run. Models load, and warm up, on threads of their own.
/// </summary>
/// <remarks>It knows no C# classes: a deployment without <see cref="DeploymentConfig.Model"/> is refused.</remarks>
internal sealed partial class ModelStore(int inferenceThreads, ILogger<ModelStore> logger) : IModelStore
{
    private readonly Dictionary<string, SharedModel> _models = [];

    /// <inheritdoc/>
    public async Task<IModelLease> AcquireAsync(DeploymentConfig deployment, CancellationToken cancellation)
    {
        if (deployment.Model is not { } model) throw new ModelLoadException($"Deployment '{deployment.Name}' names no model.");
        var (key, shared) = await Task.Run(() => Use(model, deployment), cancellation).ConfigureAwait(false);
        try
        {
            var loaded = await shared.Model.WaitAsync(cancellation).ConfigureAwait(false);
            await Long(() => WarmUp(shared, loaded, deployment.MaxBatchSize)).WaitAsync(cancellation).ConfigureAwait(false);
            return new Lease(this, key, shared, loaded);
        }
        catch
        {
            await Release(key, shared).ConfigureAwait(false);
            throw;
        }
    }

    private (string Key, SharedModel Shared) Use(string model, DeploymentConfig deployment)
    {
        var file = ModelFile.Find(model, deployment.Version);
        var key = Key(file, deployment.Session);
        lock (_models)
        {
            if (!_models.TryGetValue(key, out var shared))
            {
                shared = new SharedModel(Long(() => OnnxLoader.Load(file, deployment.Session, inferenceThreads, logger)));
                _models.Add(key, shared);
            }

            shared.Users++;
            return (key, shared);
        }
    }

    private async Task Release(string key, SharedModel shared)
    {
        lock (_models)
        {
            if (--shared.Users > 0) return;
            _models.Remove(key);
        }

        // Nobody waits for one that is still loading: it ends when it is there. One that does not load has nothing to end.
        await shared.Model.ContinueWith(
            static load => load.IsCompletedSuccessfully ? load.GetAwaiter().GetResult().DisposeAsync().AsTask() : Task.CompletedTask,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default).Unwrap().ConfigureAwait(false);
    }

    private OnnxModel WarmUp(SharedModel shared, OnnxModel model, int maxBatchSize)
    {
        lock (shared.WarmSizes)
        {
            foreach (var size in model.Signature.Mode == BatchMode.Batched ? [1, maxBatchSize] : new[] { 1 })
            {
                if (!shared.WarmSizes.Add(size)) continue;
                if (!model.Signature.HasFixedInputs) LogCold(logger, model.Version.Name, size, "a dimension besides the batch is free");
                else if (model.WarmUp(size) is { } failure) LogCold(logger, model.Version.Name, size, failure.Message);
            }
        }

        return model;
    }

    private static Task<OnnxModel> Long(Func<OnnxModel> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static string Key(ModelFile file, SessionConfig session)
    {
        var disk = new FileInfo(file.Path);
        var key = new StringBuilder();
        key.Append(CultureInfo.InvariantCulture, $"{file.Path}\n{disk.Length}\n{disk.LastWriteTimeUtc.Ticks}\n");
        key.Append(
            CultureInfo.InvariantCulture, $"{session.IntraOpNumThreads}\n{session.GraphOptimizationLevel}\n{session.EnableCpuMemArena}");
        foreach (var (name, value) in session.ConfigEntries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            key.Append('\n').Append(name).Append('=').Append(value);
        return key.ToString();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model} was not warmed up with {Rows} rows: {Reason}.")]
    private static partial void LogCold(ILogger logger, string model, int rows, string reason);

    private sealed class SharedModel(Task<OnnxModel> model)
    {
        public Task<OnnxModel> Model { get; } = model;

        public HashSet<int> WarmSizes { get; } = [];

        public int Users { get; set; }
    }

    private sealed class Lease(ModelStore store, string key, SharedModel shared, OnnxModel model) : IModelLease
    {
        private int _isReleased;

        public IModel Model => model;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0) await store.Release(key, shared).ConfigureAwait(false);
        }
    }
}
