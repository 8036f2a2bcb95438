using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ActorServe.TestSupport;

namespace ActorServe.Door;

/// <summary>A deployment and the request that it is sent.</summary>
/// <param name="Name">For people.</param>
/// <param name="Deployment">What runs, as lines of an application file.</param>
/// <param name="ContentType">How the body is written.</param>
/// <param name="Body">The body.</param>
internal sealed record Scenario(string Name, string Deployment, string ContentType, byte[] Body)
{
    private const string Json = "application/json";
    private const string Raw = "application/octet-stream";

    /// <summary>All of them; the CNN is made in a folder of the system's temporary one.</summary>
    public static IEnumerable<Scenario> All()
    {
        var folder = AppContext.BaseDirectory;
        var echo = $"import_path: {Path.Combine(folder, "ActorServe.EchoDeployment.dll")}:ActorServe.EchoDeployment.Echo";
        var digits = $"model: {Path.Combine(folder, "samples", "digits", "models", "digits")}";
        var cnn = Path.Combine(Directory.CreateTempSubdirectory("actorserve-door-").FullName, "mnist.onnx");
        OnnxBuilder.MnistSizedCnn(cnn);
        var random = new Random(7);
        var (pixels, image) = (Floats(random, 64), Floats(random, 784));
        yield return new Scenario("echo, 100 bytes", echo, Raw, new byte[100]);
        yield return new Scenario("digits, JSON", digits, Json, Text(pixels));
        yield return new Scenario("digits, raw", digits, Raw, MemoryMarshal.AsBytes<float>(pixels).ToArray());
        yield return new Scenario("MNIST-sized CNN, JSON", $"model: {cnn}", Json, Text(image));
        yield return new Scenario("MNIST-sized CNN, raw", $"model: {cnn}", Raw, MemoryMarshal.AsBytes<float>(image).ToArray());
    }

    /// <summary>Writes the application file.</summary>
    public string WriteFile()
    {
        var file = Path.GetTempFileName() + ".yaml";
        File.WriteAllText(file, $"""
            applications:
              - name: app
                deployments:
                  - name: model
                    {Deployment}
            """);
        return file;
    }

    private static float[] Floats(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];

    private static byte[] Text(float[] values) =>
        Encoding.UTF8.GetBytes($"[{string.Join(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}]");
}
