using System.Globalization;
using ActorServe.Replica.Inference.Freeing;
using ActorServe.Shared.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace ActorServe.Replica.Inference;

/// <summary>
/// Loads a model: session, signature, and what can only be found by trying. Takes long, and belongs on a thread of its own.
/// </summary>
internal static partial class OnnxLoader
{
    private const long LargestFreed = 512L << 20;

    /// <summary>Loads it; it is not warmed up yet.</summary>
    /// <exception cref="ModelLoadException">It does not load; the message names file and reason.</exception>
    public static OnnxModel Load(ModelFile file, SessionConfig config, int concurrentBatches, ILogger logger)
    {
        try
        {
            var session = Open(file.Path, config, logger);
            LogLoaded(logger, file.Path, session.Signature);
            return new OnnxModel(session, file.Version, concurrentBatches, logger);
        }
        catch (Exception refusal) when (refusal is OnnxRuntimeException or IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{file.Path}: the model does not load: {refusal.Message}", refusal);
        }
    }

    private static OnnxSession Open(string path, SessionConfig config, ILogger logger)
    {
        using var options = Options(path, config);
        var inference = new InferenceSession(path, options);
        try
        {
            var signature = SignatureReader.Read(inference, path);
            var session = new OnnxSession(inference, signature);
            return signature.Mode switch
            {
                BatchMode.Batched => Tried(session, inference, logger),
                BatchMode.One => Freed(session, path, config, logger),
                _ => session,
            };
        }
        catch
        {
            inference.Dispose();
            throw;
        }
    }

    /// <summary>The same model with its batch of one freed, where that is proved to change no answer; else the session as it is.</summary>
    private static OnnxSession Freed(OnnxSession original, string path, SessionConfig config, ILogger logger)
    {
        var doubt = TryFree(original, path, config, out var freed);
        if (freed is null)
        {
            LogKept(logger, doubt);
            return Bindable(original);
        }

        try
        {
            Bindable(freed);
        }
        catch
        {
            freed.Dispose();
            throw;
        }

        LogFreed(logger, path);
        original.Dispose();
        return freed;
    }

    private static string TryFree(OnnxSession original, string path, SessionConfig config, out OnnxSession? freed)
    {
        freed = null;
        if (new FileInfo(path).Length > LargestFreed) return "its file is large";
        if (original.Signature.Inputs.Concat(original.Signature.Outputs).Any(tensor => tensor.ElementBytes == 0)) return "it has strings";
        var (model, reason) = BatchFreeing.Free(File.ReadAllBytes(path));
        if (model is null) return reason;
        try
        {
            using var options = Options(path, config);
            // Weights in files of their own are looked for beside the original.
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetDirectoryName(path) ?? ".");
            var inference = new InferenceSession(model, options);
            if (ReadFreed(inference, path, out var refused) is not { } signature) return refused;
            var session = new OnnxSession(inference, signature);
            var doubt = session.Signature.Mode == BatchMode.Batched
                ? FreedProof.Doubt(original, session, new Random(1))
                : "its batch stayed as it was";
            if (doubt is null) freed = session;
            else session.Dispose();
            return doubt ?? "";
        }
        catch (OnnxRuntimeException refusal)
        {
            return refusal.Message;
        }
    }

    private static ModelSignature? ReadFreed(InferenceSession freed, string path, out string refused)
    {
        refused = "";
        try
        {
            return SignatureReader.Read(freed, path);
        }
        catch (ModelLoadException doubt)
        {
            freed.Dispose();
            refused = doubt.Message;
            return null;
        }
    }

    /// <summary>Finds out whether each row has a row of each output, which the declared shapes alone do not tell.</summary>
    private static OnnxSession Tried(OnnxSession session, InferenceSession inference, ILogger logger)
    {
        var declared = SignatureReader.DeclaresRows(inference);
        var failure = session.Signature.HasFixedInputs ? TryZeros(session, 2) ?? TryZeros(session, 3) : null;
        if (failure is null && (declared || session.Signature.HasFixedInputs)) return Bindable(session);
        if (failure is { IsAboutRows: false } && TryZeros(session, 1) is null)
        {
            LogKept(logger, failure.Message);
            return new OnnxSession(inference, SignatureReader.As(BatchMode.One, session.Signature));
        }

        // Where not even one row of zeros is an input for it, its word is all there is.
        if (failure is { IsAboutRows: false } && declared) return session;
        LogWhole(logger, failure?.Message ?? "its outputs are not declared with a row for each row");
        return new OnnxSession(inference, SignatureReader.As(BatchMode.Whole, session.Signature));
    }

    /// <summary>Binds memory before runs if a run of one row gives what is declared.</summary>
    private static OnnxSession Bindable(OnnxSession session)
    {
        var signature = session.Signature;
        if (!signature.HasFixedInputs || !signature.HasFixedOutputs || signature.Inputs.Any(input => input.ElementBytes == 0))
            return session;
        using var buffers = new RunBuffers(session);
        buffers.Rows.AddZeros();
        session.IsBindable = buffers.Run(buffers.Rows, 0, 1, CancellationToken.None) is null
            && buffers.Outputs.Zip(session.RowShapes).All(pair => pair.First.RowShape.AsSpan().SequenceEqual(pair.Second));
        return session;
    }

    private static RunFailure? TryZeros(OnnxSession session, int rows)
    {
        using var buffers = new RunBuffers(session);
        for (var i = 0; i < rows; i++) buffers.Rows.AddZeros();
        return buffers.Run(buffers.Rows, 0, rows, CancellationToken.None);
    }

    private static SessionOptions Options(string path, SessionConfig config)
    {
        var options = new SessionOptions
        {
            // What fails is told by exceptions: the runtime's own lines on stderr would say it twice.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = config.IntraOpNumThreads,
            InterOpNumThreads = 1,
            EnableCpuMemArena = config.EnableCpuMemArena,
            GraphOptimizationLevel = config.GraphOptimizationLevel switch
            {
                "disable_all" => GraphOptimizationLevel.ORT_DISABLE_ALL,
                "basic" => GraphOptimizationLevel.ORT_ENABLE_BASIC,
                "extended" => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                "all" => GraphOptimizationLevel.ORT_ENABLE_ALL,
                var other => throw new ModelLoadException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}: graph_optimization_level is '{other}', expected disable_all, basic, extended or all.")),
            },
        };
        foreach (var (name, value) in config.ConfigEntries) options.AddSessionConfigEntry(name, value);
        return options;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {File}: {Signature}")]
    private static partial void LogLoaded(ILogger logger, string file, ModelSignature signature);

    [LoggerMessage(Level = LogLevel.Information, Message = "{File}: its batch is fixed at one, and was freed.")]
    private static partial void LogFreed(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rows run one by one: {Reason}.")]
    private static partial void LogKept(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A row is the whole of the model's inputs: {Reason}.")]
    private static partial void LogWhole(ILogger logger, string reason);
}
