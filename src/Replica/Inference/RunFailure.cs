using System.Text.RegularExpressions;
using ActorServe.Shared.Protocol;
using Microsoft.ML.OnnxRuntime;

namespace ActorServe.Replica.Inference;

/// <summary>Why a run failed, in words for whoever sent the rows.</summary>
internal sealed partial record RunFailure(FailureKind Kind, string Message)
{
    private const int LongestMessage = 300;

    /// <summary>The time was over.</summary>
    public static RunFailure TimedOut { get; } = new(FailureKind.Timeout, "the run took longer than it may");

    /// <summary>The outputs do not have a row for each row that went in: the model does not stack rows.</summary>
    public bool IsAboutRows { get; private init; }

    /// <inheritdoc cref="IsAboutRows"/>
    public static RunFailure WrongRows(string message) => new(FailureKind.ModelError, message) { IsAboutRows = true };

    /// <summary>
    /// What ONNX Runtime refused. Its code stands in the text only; <c>InvalidArgument</c> is about what it was given: bad input. All else,
    /// such as memory that it could not get, is a model error, which another attempt may not have.
    /// </summary>
    public static RunFailure From(OnnxRuntimeException refusal)
    {
        var isInput = refusal.Message.Contains("[ErrorCode:InvalidArgument]", StringComparison.Ordinal);
        return new RunFailure(isInput ? FailureKind.BadInput : FailureKind.ModelError, "the model refused it: " + Clean(refusal.Message));
    }

    /// <summary>The part of the text that says what happened: neither source files nor further lines of it.</summary>
    private static string Clean(string text)
    {
        var status = text.LastIndexOf("Status Message: ", StringComparison.Ordinal);
        if (status >= 0) text = text[(status + "Status Message: ".Length)..];
        text = Code().Replace(text, "");
        text = SourceFile().Replace(text, "");
        var line = text.Split('\n', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault("no reason given");
        return line.Length > LongestMessage ? line[..LongestMessage] : line;
    }

    [GeneratedRegex(@"^\[ErrorCode:\w+\]\s*")]
    private static partial Regex Code();

    // "/onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:376 void* onnxruntime::BFCArena::AllocateRawInternal(...) ": file, line,
    // function.
    [GeneratedRegex(@"\S*[/\\]\S+\.(cc|cpp|h|hpp|onnx)\S*(\s+\S.*?\)(?=\s))?\s*")]
    private static partial Regex SourceFile();
}
