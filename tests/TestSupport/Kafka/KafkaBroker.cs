using System.Diagnostics;

namespace ActorServe.TestSupport.Kafka;

/// <summary>
/// A real broker for tests and benchmarks: the one that <c>ACTORSERVE_KAFKA</c> names (host:port), or one started from the distribution in
/// <c>KAFKA_HOME</c> (its <c>broker</c> script) with its data in a temporary folder, which goes when this is disposed.
/// </summary>
public sealed class KafkaBroker : IAsyncDisposable
{
    /// <summary>Why there is no broker, for tests that are skipped.</summary>
    public const string Missing = "needs a real Kafka broker: set KAFKA_HOME to a distribution or ACTORSERVE_KAFKA to host:port";

    private readonly string? _folder;

    private KafkaBroker(string bootstrapServers, string? folder)
    {
        BootstrapServers = bootstrapServers;
        _folder = folder;
    }

    /// <summary>host:port.</summary>
    public string BootstrapServers { get; }

    /// <summary>Whether it is ours to kill and freeze.</summary>
    public bool IsOurs => _folder is not null;

    private static string? Home => Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } home ? Path.GetFullPath(home) : null;

    /// <summary>The process of our broker.</summary>
    public int ProcessId =>
        int.Parse(File.ReadAllText(Path.Combine(_folder!, "1", "pid")), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A broker, or null where none can be had.</summary>
    /// <param name="ownOnly">Whether it must be ours, because the test will kill it.</param>
    public static async Task<KafkaBroker?> TryStartAsync(bool ownOnly = false)
    {
        if (!ownOnly && Environment.GetEnvironmentVariable("ACTORSERVE_KAFKA") is { Length: > 0 } address)
            return new KafkaBroker(address, null);
        if (Home is null) return null;
        var folder = Path.Combine(Path.GetTempPath(), $"actorserve-kafka-{Guid.NewGuid():N}");
        var output = await RunAsync("start", folder);
        return new KafkaBroker(output.Trim().Split('\n')[^1], folder);
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => RunAsync("kill", _folder!);

    /// <summary>Starts it again on the same port and data.</summary>
    public Task ResumeAsync() => RunAsync("resume", _folder!);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_folder is not null) await RunAsync("remove", _folder);
    }

    private static async Task<string> RunAsync(string verb, string folder)
    {
        // The script leaves the broker running with our pipes closed to it, so its output ends when the script does.
        var start = new ProcessStartInfo(Path.Combine(Home!, "broker"), [verb, folder]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"broker {verb} ended with {process.ExitCode}: {output}");
    }
}
