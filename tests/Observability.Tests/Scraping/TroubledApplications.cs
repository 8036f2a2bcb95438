using System.Text.Json.Nodes;
using ActorServe.TestSupport.Serving;

namespace ActorServe.Observability.Tests.Scraping;

/// <summary>Applications, one of them well, so that everything happens that metrics tell of: in each something else goes wrong.</summary>
internal sealed class TroubledApplications
{
    private const int RecordsOfEach = 400;

    private readonly List<ServedApplication> _withKafka = [];
    private readonly JsonArray _files = [];

    private TroubledApplications(ServedApplication well) => Well = well;

    /// <summary>The one that is well, at <c>/app</c>.</summary>
    public ServedApplication Well { get; }

    /// <summary>All of them, as they are deployed.</summary>
    public string Json => new JsonObject { ["applications"] = _files.DeepClone() }.ToJsonString();

    /// <summary>
    /// Writes to all of their topics from now on: what had gone wrong before Prometheus looked for the first time is no increase to it.
    /// </summary>
    public IReadOnlyList<Feed> StartFeeds() =>
        [Well.StartFeed(perSecond: 100), .. _withKafka.Select(application => application.StartFeed(perSecond: 10))];

    /// <summary>Makes their topics, with some records in them.</summary>
    public static async Task<TroubledApplications> CreateAsync(string kafka)
    {
        var all = new TroubledApplications(await ServedApplication.CreateAsync(kafka, "Mirror"));
        all._files.Add(ApplicationOf(all.Well.Json("Mirror")));
        // Partition 0 has a record that cannot be answered.
        await all.AddAsync(kafka, "dead-letters", section => section["max_attempts"] = 1);
        await all.AddAsync(kafka, "skips", section => FailBy(section, "skip"));
        await all.AddAsync(kafka, "halts", section => FailBy(section, "stop"));
        // -1 is the partition of requests.
        all.Add("fails", "Poisoned", model => model["user_config"] = new JsonObject { ["partition"] = "-1" });
        all.Add("does-not-start", "Poisoned", _ => { });
        all.Add("unwell", "Unwell", model => model["health_check_period_s"] = 0.5);
        foreach (var application in all._withKafka) application.Fill(RecordsOfEach);
        return all;
    }

    private async Task AddAsync(string kafka, string name, Action<JsonObject> change)
    {
        var application = await ServedApplication.CreateAsync(kafka, "Poisoned");
        _withKafka.Add(application);
        var file = ApplicationOf(application.Json("Poisoned", ("user_config", new JsonObject { ["partition"] = "0" })));
        (file["name"], file["route_prefix"]) = (name, $"/{name}");
        change(file["kafka"]!.AsObject());
        _files.Add(file);
    }

    private void Add(string name, string type, Action<JsonObject> change)
    {
        var path = $"ActorServe.TestDeployments.dll:ActorServe.TestDeployments.{type}";
        var model = new JsonObject { ["name"] = "model", ["import_path"] = path };
        change(model);
        _files.Add(new JsonObject { ["name"] = name, ["route_prefix"] = $"/{name}", ["deployments"] = new JsonArray(model) });
    }

    private static JsonObject ApplicationOf(string json) => JsonNode.Parse(json)!["applications"]![0]!.DeepClone().AsObject();

    private static void FailBy(JsonObject kafka, string what)
    {
        kafka.Remove("dead_letter");
        (kafka["on_failure"], kafka["max_attempts"]) = (what, 1);
    }
}
