using System.Globalization;
using ActorServe.Recovery;
using ActorServe.TestSupport.Kafka;

await using var broker = await KafkaBroker.TryStartAsync();
if (broker is null)
{
    Console.Error.WriteLine(KafkaBroker.Missing);
    return 1;
}

var rounds = args is ["--rounds", var number, ..] ? int.Parse(number, CultureInfo.InvariantCulture) : 3;
var only = args is [.., "--only", var word] ? word : "";
Console.WriteLine("| fault | as fast as fed, s | nothing behind, s | goal, s |");
Console.WriteLine("|---|---|---|---|");
foreach (var fault in Fault.OfTheFlow.Where(fault => fault.Name.Contains(only, StringComparison.Ordinal)))
{
    var times = new List<Disturbance>();
    for (var round = 0; round < rounds; round++) times.Add(await Trial.RunAsync(broker.BootstrapServers, fault));
    Console.WriteLine($"| {fault.Name} | {Seconds(times, t => t.Slow)} | {Seconds(times, t => t.Behind)} | {fault.Goal} |");
}

if (only.Length > 0 && only != "added") return 0;

var added = new List<TimeSpan?>();
for (var round = 0; round < rounds; round++) added.Add(await Trial.AddedAsync(broker.BootstrapServers));
Console.WriteLine($"| a replica node added where there was none: from up until it answers | {Seconds(added, t => t)} | | 2 |");

if (only.Length > 0) return 0;

foreach (var seeds in (int[])[1, 3])
{
    var times = new List<TimeSpan?>();
    for (var round = 0; round < rounds; round++) times.Add(await Trial.ControllerAsync(broker.BootstrapServers, seeds));
    var what = seeds == 1
        ? "the lone seed killed and restarted at once: until a controller answers"
        : "the first of three seeds killed: until a controller answers";
    Console.WriteLine($"| {what} | {Seconds(times, t => t)} | | {(seeds == 1 ? "" : "about 45")} |");
}

return 0;

static string Seconds<T>(IEnumerable<T> times, Func<T, TimeSpan?> pick) => string.Join(" / ", times.Select(pick)
    .Select(time => time is { } t ? t.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture) : "never"));
