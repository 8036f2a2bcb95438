using System.Globalization;
using System.Text.RegularExpressions;
using ActorServe.Door;
using ActorServe.TestSupport.Processes;

if (args is ["bare", var answerFile, var answerType])
{
    await BareEndpoint.RunAsync(answerFile, answerType);
    return;
}

var rounds = int.Parse(Option("--rounds", "3"), CultureInfo.InvariantCulture);
var only = Option("--only", "");
var environment = new Dictionary<string, string> { ["DOTNET_GCgen0size"] = "0x2000000" };
var patience = TimeSpan.FromMinutes(1);
Console.WriteLine("| scenario | door requests/s | p50 ms | p99 ms | CPU µs | bare requests/s | p50 ms | p99 ms | CPU µs | door of bare |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
foreach (var scenario in Scenario.All().Where(scenario => scenario.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
{
    var (doors, bares) = (new List<LoadResult>(), new List<LoadResult>());
    for (var round = 0; round < rounds; round++)
    {
        var (answer, contentType) = ("", "");
        await using (var serve = ServeProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "ActorServe.Cli.dll"), ["run", scenario.WriteFile(), "--http", "0"], environment))
        {
            await serve.PrintsAsync("ready: ", patience);
            var url = new Uri(Regex.Match(serve.Output, "POST (http://[^ \n]+)").Groups[1].Value);
            (answer, contentType) = await AskOnceAsync(url, scenario);
            doors.Add(await MeasureAsync(url, scenario, serve));
        }

        await using var bare = ServeProcess.Start(typeof(Scenario).Assembly.Location, ["bare", answer, contentType], environment);
        await bare.PrintsAsync("HTTP at ", patience);
        bares.Add(await MeasureAsync(new Uri(Regex.Match(bare.Output, "HTTP at (http://[^ \n]+)").Groups[1].Value), scenario, bare));
    }

    var (door, floor) = (Median(doors), Median(bares));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {scenario.Name} | {Cells(door)} | {Cells(floor)} | {door.PerSecond / floor.PerSecond:N2} |"));
}

string Option(string name, string otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;

static string Cells(LoadResult result) => string.Create(
    CultureInfo.InvariantCulture, $"{result.PerSecond:N0} | {result.P50:N2} | {result.P99:N2} | {result.CpuMicroseconds:N0}");

static LoadResult Median(List<LoadResult> results) => results.OrderBy(result => result.PerSecond).ElementAt(results.Count / 2);

static Task<LoadResult> MeasureAsync(Uri url, Scenario scenario, ServeProcess server) =>
    Load.MeasureAsync(url, scenario.Body, scenario.ContentType, connections: 16, TimeSpan.FromSeconds(8), () => server.CpuTime);

static async Task<(string File, string ContentType)> AskOnceAsync(Uri url, Scenario scenario)
{
    using var client = new HttpClient();
    using var content = new ByteArrayContent(scenario.Body) { Headers = { { "content-type", scenario.ContentType } } };
    using var answer = await client.PostAsync(url, content);
    answer.EnsureSuccessStatusCode();
    var file = Path.GetTempFileName();
    await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());
    return (file, answer.Content.Headers.ContentType!.ToString());
}
