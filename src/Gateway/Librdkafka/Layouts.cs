using System.Runtime.InteropServices;

namespace ActorServe.Gateway.Librdkafka;

/// <summary>One argument of a produce call (<c>rd_kafka_vu_t</c>): a tag, and a union of 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal struct RecordField
{
    /// <summary>A topic handle in <see cref="First"/>.</summary>
    public const int Topic = 2;

    /// <summary>A partition's number in <see cref="Number"/>.</summary>
    public const int Partition = 3;

    /// <summary>A pointer in <see cref="First"/> and a length in <see cref="Second"/>.</summary>
    public const int Value = 4;

    /// <summary>As <see cref="Value"/>.</summary>
    public const int Key = 5;

    /// <summary>What the report brings back, in <see cref="First"/>.</summary>
    public const int Opaque = 6;

    /// <summary>Flags in <see cref="Number"/>.</summary>
    public const int Flags = 7;

    /// <summary>Milliseconds in <see cref="First"/>.</summary>
    public const int Timestamp = 8;

    /// <summary>
    /// A name that ends with a zero in <see cref="First"/>, its value in <see cref="Second"/> and the value's length in
    /// <see cref="Third"/>.
    /// </summary>
    public const int Header = 9;

    /// <summary>Which of the above it is.</summary>
    [FieldOffset(0)]
    public int Type;

    /// <summary>The first word of the union.</summary>
    [FieldOffset(8)]
    public nint First;

    /// <summary>The first word of the union, as an int.</summary>
    [FieldOffset(8)]
    public int Number;

    /// <summary>The second word of the union.</summary>
    [FieldOffset(16)]
    public nint Second;

    /// <summary>The third word of the union.</summary>
    [FieldOffset(24)]
    public nint Third;
}

/// <summary>A message as reports show it (<c>rd_kafka_message_t</c>). Belongs to its event.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MessageView
{
    public int Error;
    public nint Topic;
    public int Partition;
    public nint Value;
    public nuint ValueLength;
    public nint Key;
    public nuint KeyLength;
    public long Offset;
    public nint Opaque;
}
