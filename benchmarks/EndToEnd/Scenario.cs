namespace ActorServe.EndToEnd;

/// <summary>What is served in a comparison: the same records through the same model for every contender.</summary>
/// <param name="Name">How the command line calls it.</param>
/// <param name="Records">Records waiting in the input topic when a contender starts.</param>
/// <param name="ValueBytes">Bytes of a value: the model's input as float32, or any bytes for echo.</param>
/// <param name="ModelRoot">The folder that the models, and the class of the echo deployment, are in.</param>
/// <param name="Model">The model's file; null is the echo deployment.</param>
/// <param name="NaiveGoal">What ActorServe should reach of the naive loop.</param>
/// <param name="TunedGoal">What ActorServe should reach of the tuned loop.</param>
/// <param name="ClusterGoal">What a cluster of three processes should reach of ActorServe in one.</param>
internal sealed record Scenario(
    string Name, int Records, int ValueBytes, string ModelRoot, string? Model, double NaiveGoal, double TunedGoal, double ClusterGoal)
{
    public const int Partitions = 8;

    /// <summary>All scenarios whose model is there; the others are named in <paramref name="missing"/>.</summary>
    public static List<Scenario> All(string models, double scale, out List<string> missing)
    {
        Scenario[] all =
        [
            new("echo", Scaled(22_000_000, scale), 100, models, null, 1.5, 0.8, 0.7),
            new("digits", Scaled(14_000_000, scale), 64 * sizeof(float), models, Path.Combine(models, "digits.onnx"), 1.5, 0.8, 0.7),
            new("mnist", Scaled(2_200_000, scale), 784 * sizeof(float), models, Path.Combine(models, "mnist.onnx"), 1.8, 0.95, 0.9),
            new(
                "squeezenet", Scaled(14_000, scale), 3 * 224 * 224 * sizeof(float), models, Path.Combine(models, "squeezenet.onnx"),
                1.8, 0.95, 0.9),
        ];
        missing = [.. all.Where(s => s.Model is not null && !File.Exists(s.Model)).Select(s => s.Name)];
        return [.. all.Where(s => s.Model is null || File.Exists(s.Model))];
    }

    private static int Scaled(int records, double scale) => Math.Max(Partitions * 100, (int)(records * scale));
}
