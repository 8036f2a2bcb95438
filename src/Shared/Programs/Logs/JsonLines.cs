using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ActorServe.Shared.Programs.Logs;

/// <summary>Writes the log to the console as an object a line.</summary>
internal sealed class JsonLines(TimeProvider time) : ConsoleFormatter(FormatName)
{
    /// <summary>What the console's options call it.</summary>
    public const string FormatName = "actorserve-json";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes, LogLineJson.Options))
            LogLineJson.Write(json, LogLines.Of(logEntry, scopeProvider, time.GetUtcNow()));
        textWriter.WriteLine(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }
}
