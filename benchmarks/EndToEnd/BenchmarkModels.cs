using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ActorServe.TestSupport;

namespace ActorServe.EndToEnd;

/// <summary>The models and values of the scenarios.</summary>
internal static class BenchmarkModels
{
    /// <summary>Behind a model's name: the same with its batch freed by hand, which the tuned loop takes where it is there.</summary>
    public const string FreeBatch = ".free-batch";

    /// <summary>The class that answers what it is asked, below the folder of the models.</summary>
    public const string Echo = EchoAssembly + ":ActorServe.EchoDeployment.Echo";

    /// <summary>The class that answers after a while, there too.</summary>
    public const string Waiting = EchoAssembly + ":ActorServe.EchoDeployment.Waiting";

    private const string EchoAssembly = "ActorServe.EchoDeployment.dll";
    private const int DistinctValues = 64;

    /// <summary>
    /// Puts the models into one folder: digits from the sample, the CNN made here, SqueezeNet from where the user has it.
    /// </summary>
    public static string Collect(string? others)
    {
        var folder = Directory.CreateTempSubdirectory("actorserve-models-").FullName;
        File.Copy(
            Path.Combine(AppContext.BaseDirectory, "samples", "digits", "models", "digits", "1", "model.onnx"),
            Path.Combine(folder, "digits.onnx"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, EchoAssembly), Path.Combine(folder, EchoAssembly));
        OnnxBuilder.MnistSizedCnn(Path.Combine(folder, "mnist.onnx"));
        OnnxBuilder.MnistSizedCnn(Path.Combine(folder, "mnist.onnx") + FreeBatch, freeBatch: true);
        if (others is not null && Path.Combine(others, "squeezenet.onnx") is var squeezenet && File.Exists(squeezenet))
            File.Copy(squeezenet, Path.Combine(folder, "squeezenet.onnx"));
        return folder;
    }

    /// <summary>The value of each record: any bytes with its number for echo, seeded floats from 0 to 16 for a model.</summary>
    public static Func<int, byte[]> Values(Scenario scenario)
    {
        var random = new Random(7);
        if (scenario.Model is null) return number => Numbered(number, scenario.ValueBytes);
        var values = Enumerable.Range(0, DistinctValues).Select(_ => Floats(random, scenario.ValueBytes / sizeof(float))).ToArray();
        return number => values[number % values.Length];
    }

    private static byte[] Numbered(int number, int bytes)
    {
        var value = new byte[bytes];
        BinaryPrimitives.WriteInt32LittleEndian(value, number);
        return value;
    }

    private static byte[] Floats(Random random, int count)
    {
        var floats = new float[count];
        for (var i = 0; i < count; i++) floats[i] = random.Next(17);
        return MemoryMarshal.AsBytes<float>(floats).ToArray();
    }
}
