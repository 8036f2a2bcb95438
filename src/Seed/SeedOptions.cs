using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ActorServe.Seed;

/// <summary>How a seed runs.</summary>
public sealed class SeedOptions
{
    /// <summary>
    /// The folder that the seed keeps the cluster's targets in; each seed has one of its own. A program sets it to that of its membership:
    /// no setting of this name is read.
    /// </summary>
    /// <value>The default is null: nothing is kept, and what should run is forgotten when the last node ends.</value>
    public string? StateFolder { get; internal set; }

    /// <summary>An application file that is deployed once, where nothing was ever deployed to the cluster.</summary>
    /// <value>The default is null: nothing.</value>
    public string? StartFile { get; set; }

    /// <summary>How often the controller looks again at what it asked for and did not get.</summary>
    /// <value>The default is 1 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After this a start that its node's directory does not show is asked for again.</summary>
    /// <value>The default is 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan ResendInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After this a start that its node's directory does not show has failed. Loading a model does not count: such a replica is shown.
    /// </summary>
    /// <value>The default is 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan StartAnswerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often every replica node's directory is read whole, in case a change was lost that none came after.</summary>
    /// <value>The default is 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan DirectoryRefreshInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a replica that is stopped may finish what it has (Ray's <c>graceful_shutdown_timeout_s</c>).</summary>
    /// <value>The default is 20 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan GracefulShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Refuses options out of range when the host starts.</summary>
[OptionsValidator]
public sealed partial class SeedOptionsValidator : IValidateOptions<SeedOptions>;
