using Confluent.Kafka;

namespace ActorServe.Cli.Kafka;

/// <summary>Keeps what a client complains of, so that a command that fails can say why; its lines would only disturb the output.</summary>
internal sealed class ClientLog
{
    private volatile string? _last;

    /// <summary>The last complaint, without the client's own prefix.</summary>
    public string? Last => _last;

    /// <summary>For a client's log handler.</summary>
    public void Hear(IClient client, LogMessage message)
    {
        if (message.Level <= SyslogLevel.Error) _last ??= Plain(message.Message);
    }

    /// <summary>For a client's error handler.</summary>
    public void Hear(IClient client, Error error)
    {
        if (error.Code is ErrorCode.Local_AllBrokersDown) return;
        _last = Plain(error.Reason);
    }

    private static string Plain(string message)
    {
        var start = message.LastIndexOf("]: ", StringComparison.Ordinal);
        return start < 0 ? message : message[(start + 3)..];
    }
}
