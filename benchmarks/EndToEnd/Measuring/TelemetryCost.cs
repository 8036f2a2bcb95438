using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ActorServe.EndToEnd.Loops;
using ActorServe.TestSupport.Kafka;

namespace ActorServe.EndToEnd.Measuring;

/// <summary>
/// What telemetry costs a busy path: echo, the cheapest record there is, through a cluster, and which part of its CPU's samples (Linux'
/// <c>perf</c>) is inside anything of telemetry: OpenTelemetry, .NET's instruments and activities, and what feeds them. Two clusters side
/// by side, neither of which measures anything, differ by a tenth in CPU for each record, so that a difference of rates says nothing of a
/// few percent.
/// </summary>
internal static partial class TelemetryCost
{
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    /// <summary>Code that is compiled at run time has names for <c>perf</c>, in memory where it looks for them.</summary>
    private static readonly Dictionary<string, string> _named = new()
    {
        ["DOTNET_PerfMapEnabled"] = "1", ["DOTNET_EnableWriteXorExecute"] = "0",
    };

    /// <summary>Measures, and prints a table.</summary>
    public static async Task RunAsync(Scenario echo, int rounds, KafkaBroker broker)
    {
        if (!HasPerf())
        {
            Console.WriteLine("skipped telemetry: perf (linux-perf) is not installed");
            return;
        }

        await using var collector = await TraceCollector.StartAsync();
        var topics = new TestTopics(broker.BootstrapServers);
        var input = $"telemetry-in-{Guid.NewGuid():N}";
        await topics.CreateAsync(Scenario.Partitions, input);
        topics.Fill(input, Scenario.Partitions, echo.Records, BenchmarkModels.Values(echo));
        Console.WriteLine();
        Console.WriteLine("| echo in a cluster | records/s | samples | in telemetry |");
        Console.WriteLine("|---|---|---|---|");
        for (var round = 0; round < rounds; round++)
        {
            await MeasureAsync("metrics", []);
            await MeasureAsync("metrics, and traces of 0.1 %", Traces(collector, "0.001"));
            await MeasureAsync("metrics, and traces of 1 %", Traces(collector, "0.01"));
        }

        async Task MeasureAsync(string name, Dictionary<string, string> environment)
        {
            var before = collector.Bytes;
            var (rate, all, telemetry) = await SampleAsync(echo, environment, broker, input);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {name} | {rate:N0} | {all:N0} | {(double)telemetry / all:P2} |"));
            await Console.Error.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"# {name}: the collector was sent {collector.Bytes - before:N0} bytes"));
        }
    }

    private static Dictionary<string, string> Traces(TraceCollector collector, string ratio) => new()
    {
        ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = collector.Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio",
        ["OTEL_TRACES_SAMPLER_ARG"] = ratio,
    };

    private static async Task<(double Rate, int Samples, int Telemetry)> SampleAsync(
        Scenario echo, Dictionary<string, string> environment, KafkaBroker broker, string input)
    {
        var kafka = broker.BootstrapServers;
        var output = $"telemetry-out-{Guid.NewGuid():N}";
        await new TestTopics(kafka).CreateAsync(Scenario.Partitions, output);
        using var watch = new OutputWatch(kafka, output, Scenario.Partitions);
        var application = Contenders.ApplicationText(echo, new LoopArguments(kafka, input, output, $"group-{output}", echo.Model));
        var variables = new Dictionary<string, string>(_named.Concat(environment));
        await using var cluster = Contenders.StartCluster(echo.ModelRoot, kafka, application, environment: variables);
        await FirstResultAsync(watch, cluster);
        await Task.Delay(_warmUp);

        var (start, began) = (watch.Count(), TimeProvider.System.GetTimestamp());
        var counts = await ProfileAsync(cluster.ProcessIds);
        var rate = (watch.Count() - start) / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        await cluster.TerminateAsync();
        return (rate, counts.Values.Sum(count => count.All), counts.Values.Sum(count => count.Wanted));
    }

    private static async Task FirstResultAsync(OutputWatch watch, StartedContender cluster)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (watch.Count() == 0)
        {
            cluster.ThrowIfEnded();
            if (TimeProvider.System.GetElapsedTime(began) > _patience)
                throw new TimeoutException($"no result in {_patience}:\n{cluster.Output}");
            await Task.Delay(25);
        }
    }

    private static async Task<IReadOnlyDictionary<int, (int All, int Wanted)>> ProfileAsync(IReadOnlyList<int> processes)
    {
        var folder = Directory.CreateTempSubdirectory("actorserve-perf-");
        try
        {
            var data = Path.Combine(folder.FullName, "perf.data");
            var seconds = _window.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            await PerfAsync(
                "record", "-e", "cpu-clock", "-F", "999", "-g", "-p", string.Join(',', processes), "-o", data, "--", "sleep", seconds);
            var script = await PerfAsync("script", "-i", data, "-F", "comm,pid,ip,sym,dso");
            return StackSamples.Count(script.Split('\n'), frame => Telemetry().IsMatch(frame));
        }
        finally
        {
            folder.Delete(recursive: true);
            foreach (var process in processes) File.Delete($"/tmp/perf-{process}.map");
        }
    }

    private static bool HasPerf()
    {
        try
        {
            using var perf = Process.Start(new ProcessStartInfo("perf", ["--version"]) { RedirectStandardOutput = true });
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<string> PerfAsync(params string[] arguments)
    {
        using var perf = Process.Start(
            new ProcessStartInfo("perf", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = perf.StandardError.ReadToEndAsync();
        var output = await perf.StandardOutput.ReadToEndAsync();
        await perf.WaitForExitAsync();
        return perf.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"perf {arguments[0]} ended with {perf.ExitCode}: {await errors}");
    }

    // Of .NET what is called for spans and instruments; of ours the folders that feed them.
    [GeneratedRegex(
        @"OpenTelemetry|System\.Diagnostics\.(Activity|Metrics|DiagNode|DiagLinkedList)|ActorServe(\.\w+)+\.(Tracing|Telemetry)\.")]
    private static partial Regex Telemetry();
}
