using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace ActorServe.Gateway.Librdkafka;

/// <summary>
/// librdkafka's functions, from the very file that Confluent.Kafka took: it has several builds to choose from, and the plain name loads
/// nothing where its first choice lacks a dependency.
/// </summary>
internal static unsafe partial class Native
{
    private const string Library = "librdkafka";

    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);

    /// <summary>Producer, for <see cref="New"/>.</summary>
    public const int ProducerType = 0;

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint ConfNew();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_destroy")]
    public static partial void ConfDestroy(nint conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ConfSet(nint conf, string name, string value, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_events")]
    public static partial void ConfSetEvents(nint conf, int events);

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    public static partial nint New(int type, nint conf, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    public static partial void Destroy(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_set_log_queue")]
    public static partial ErrorCode SetLogQueue(ClientHandle client, nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint TopicNew(ClientHandle client, string name, nint conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void TopicDestroy(nint topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_produceva")]
    public static partial nint Produce(ClientHandle client, RecordField* fields, nuint count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_code")]
    public static partial ErrorCode ErrorCodeOf(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_destroy")]
    public static partial void ErrorDestroy(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_fatal_error")]
    public static partial ErrorCode FatalError(ClientHandle client, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_main")]
    public static partial nint QueueGetMain(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void QueueDestroy(nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_poll")]
    public static partial nint QueuePoll(nint queue, int timeoutMs);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_yield")]
    public static partial void QueueYield(nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_type")]
    public static partial int EventType(nint @event);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_destroy")]
    public static partial void EventDestroy(nint @event);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error")]
    public static partial ErrorCode EventError(nint @event);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error_string")]
    public static partial nint EventErrorString(nint @event);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_log")]
    public static partial int EventLog(nint @event, out nint facility, out nint text, out int level);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_message_count")]
    public static partial nuint EventMessageCount(nint @event);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_message_array")]
    public static partial nuint EventMessages(nint @event, MessageView** messages, nuint size);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library) return 0;

        Confluent.Kafka.Library.Load();
        return LoadedFile() is { } file
            ? NativeLibrary.Load(file)
            : NativeLibrary.Load(name, typeof(Confluent.Kafka.Library).Assembly, searchPath);
    }

    private static string? LoadedFile()
    {
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            if (Path.GetFileName(module.FileName).Contains(Library, StringComparison.OrdinalIgnoreCase)) return module.FileName;
        }

        return null;
    }
}
