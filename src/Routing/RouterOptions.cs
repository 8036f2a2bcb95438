using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ActorServe.Routing;

/// <summary>How a router lets rows wait and sends them. Checked with the options of the process that it is part of.</summary>
public sealed class RouterOptions
{
    /// <summary>Records. Their partitions' windows bound them, so this lane has no bound of its own.</summary>
    [Required]
    [ValidateObjectMembers]
    public LaneOptions Kafka { get; set; } = new() { MaxQueuedRows = int.MaxValue, MaxQueuedBytes = long.MaxValue, Weight = 1 };

    /// <summary>Requests over HTTP.</summary>
    [Required]
    [ValidateObjectMembers]
    public LaneOptions Http { get; set; } = new();

    /// <summary>Calls of other deployments.</summary>
    [Required]
    [ValidateObjectMembers]
    public LaneOptions Handle { get; set; } = new();

    /// <summary>
    /// Bytes of rows in one batch to a replica. A larger row goes alone. Texts may take three times as much on the wire: all must fit a
    /// frame.
    /// </summary>
    /// <value>The default is 256 KiB: larger frames delay heartbeats, smaller ones cost too much.</value>
    [Range(1_024, 2 << 20)]
    public int MaxBatchBytes { get; set; } = 256 << 10;

    /// <summary>
    /// How long a replica that rejected rows is left alone when it does not say that it has room again: what it says may be lost.
    /// </summary>
    /// <value>The default is 100 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RejectionPause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often a replica node that has not yet told its replicas is asked again.</summary>
    /// <value>The default is 500 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan DirectoryRetry { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a replica that may be gone is asked what it still holds, until it answers.</summary>
    /// <value>The default is 500 ms: remoting opens a broken association again after as long.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ProbePause { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a replica that may be gone keeps its rows, where others could have them. Shorter repeats more work for nothing: an
    /// association also breaks for harmless reasons.
    /// </summary>
    /// <value>The default is 1 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SuspectPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How much longer than usual at its replica a batch may take before the replica is asked whether it has it: a message may be lost
    /// without any sign.
    /// </summary>
    /// <value>The default is 2 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan OverdueAfter { get; set; } = TimeSpan.FromSeconds(2);

    internal LaneOptions Of(Lane lane) => lane switch
    {
        Lane.Kafka => Kafka,
        Lane.Http => Http,
        _ => Handle,
    };
}

/// <summary>One way in: how much of it may wait, and its share when others wait too.</summary>
public sealed class LaneOptions
{
    /// <summary>Rows that may wait; more fail as overload (Ray's <c>max_queued_requests</c>).</summary>
    /// <value>The default is 1,000.</value>
    [Range(1, int.MaxValue)]
    public int MaxQueuedRows { get; set; } = 1_000;

    /// <summary>Bytes that may wait; a row that waits alone may be larger.</summary>
    /// <value>The default is 32 MiB.</value>
    [Range(1, long.MaxValue)]
    public long MaxQueuedBytes { get; set; } = 32L << 20;

    /// <summary>Rows taken from this lane in its turn, while others wait too.</summary>
    /// <value>The default is 4; 1 for records, which have no one who waits.</value>
    [Range(1, 1_000)]
    public int Weight { get; set; } = 4;
}
