using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorServe.Gateway.Front.Routes;
using ActorServe.Shared.Protocol;
using Microsoft.AspNetCore.Http;

namespace ActorServe.Gateway.Front.Answers;

/// <summary>
/// A completed row's outputs as one body: none is 204, one is itself, several are a JSON array where all are JSON, else
/// <c>multipart/mixed</c>.
/// </summary>
internal static class OutputBodies
{
    /// <summary>The answer.</summary>
    /// <param name="contentType">How the row was written; outputs are, too, where they do not say otherwise.</param>
    /// <param name="outputs">The outputs.</param>
    public static HttpAnswer Of(string contentType, ImmutableArray<RowOutput> outputs)
    {
        if (outputs.IsDefaultOrEmpty) return new HttpAnswer(StatusCodes.Status204NoContent, null, default);
        if (outputs.Length == 1) return new HttpAnswer(StatusCodes.Status200OK, TypeOf(outputs[0], contentType), outputs[0].Value);
        return outputs.All(output => MediaTypes.IsJson(TypeOf(output, contentType)))
            ? new HttpAnswer(StatusCodes.Status200OK, ContentTypes.Json, Array(outputs))
            : Parts(contentType, outputs);
    }

    private static string TypeOf(in RowOutput output, string contentType) =>
        output.ContentType is not { } own ? contentType : MediaTypes.IsFit(own) ? own : ContentTypes.Raw;

    private static ReadOnlyMemory<byte> Array(ImmutableArray<RowOutput> outputs)
    {
        var body = new ArrayBufferWriter<byte>(outputs.Sum(output => output.Value.Length + 1) + 1);
        for (var index = 0; index < outputs.Length; index++)
        {
            body.Write(index == 0 ? "["u8 : ","u8);
            body.Write(outputs[index].Value.Span);
        }

        body.Write("]"u8);
        return body.WrittenMemory;
    }

    private static HttpAnswer Parts(string contentType, ImmutableArray<RowOutput> outputs)
    {
        // Drawn anew each time, so that no output can be made to hold it.
        var boundary = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var body = new ArrayBufferWriter<byte>();
        foreach (var output in outputs)
        {
            var head = string.Create(
                CultureInfo.InvariantCulture,
                $"--{boundary}\r\ncontent-type: {TypeOf(output, contentType)}\r\ncontent-length: {output.Value.Length}\r\n\r\n");
            body.Write(Encoding.ASCII.GetBytes(head));
            body.Write(output.Value.Span);
            body.Write("\r\n"u8);
        }

        body.Write(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"));
        return new HttpAnswer(StatusCodes.Status200OK, $"multipart/mixed; boundary={boundary}", body.WrittenMemory);
    }
}
