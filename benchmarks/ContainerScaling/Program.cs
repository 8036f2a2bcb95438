using System.Globalization;
using ActorServe.Containers;
using ActorServe.ContainerScaling;

await using var engine = await Engine.FindAsync();
if (engine.Missing is { } missing)
{
    await Console.Error.WriteLineAsync($"no engine: {missing}");
    return 1;
}

await using var scaled = await ScaledCompose.StartAsync(engine);
Console.WriteLine("| replica containers | records/s | of ideal | of linear |");
Console.WriteLine("|---|---|---|---|");
var single = 0.0;
foreach (var replicas in (int[])[1, 2, 4])
{
    var rate = await scaled.RateAsync(replicas);
    if (replicas == 1) single = rate;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {replicas} | {rate:N0} | {rate / (ScaledCompose.IdealPerReplica * replicas):N2} | {rate / (single * replicas):N2} |"));
}

return 0;
