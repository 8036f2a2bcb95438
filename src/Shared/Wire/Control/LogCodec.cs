using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Logging;
using static ActorServe.Shared.Protocol.LogProtocol;

namespace ActorServe.Shared.Wire.Control;

/// <summary>Lines of logs on the wire.</summary>
internal static class LogCodec
{
    public static byte[] Write(GetLogs asked) => Parts.Bytes(
        new Proto.GetLogs { Least = (int)asked.Least, Most = asked.Most, After = asked.After });

    public static GetLogs ReadGetLogs(byte[] bytes)
    {
        var message = Parts.Parse(Proto.GetLogs.Parser, bytes);
        return new GetLogs(Parts.Choice(message.Least, LogLevel.None), message.Most, message.After);
    }

    public static byte[] Write(NodeLogs logs)
    {
        var message = new Proto.NodeLogs { Last = logs.Last, First = logs.First };
        foreach (var line in logs.Lines) message.Lines.Add(Write(line));
        return Parts.Bytes(message);
    }

    public static NodeLogs ReadNodeLogs(byte[] bytes)
    {
        var message = Parts.Parse(Proto.NodeLogs.Parser, bytes);
        return new NodeLogs([.. message.Lines.Select(Read)], message.Last, message.First);
    }

    private static Proto.LogLine Write(LogLine line)
    {
        var message = new Proto.LogLine
        {
            Number = line.Number, TimeMs = line.TimeMs, Level = (int)line.Level, Category = line.Category, Message = line.Message,
            TraceId = line.TraceId, SpanId = line.SpanId, Exception = line.Exception,
        };
        foreach (var field in line.Fields)
            message.Fields.Add(new Proto.LogField { Name = field.Name, Value = field.Value, IsNumber = field.IsNumber });
        return message;
    }

    private static LogLine Read(Proto.LogLine line) => new(
        line.Number, line.TimeMs, Parts.Choice(line.Level, LogLevel.None), line.Category, line.Message)
    {
        Fields = [.. line.Fields.Select(field => new LogField(field.Name, field.Value, field.IsNumber))],
        TraceId = line.TraceId,
        SpanId = line.SpanId,
        Exception = line.Exception,
    };
}
