using System.Text.Json;
using ActorServe.TestSupport;

namespace ActorServe.Replica.Tests.Inference;

/// <summary>One case of <c>cases.json</c>: inputs, and the outputs or the error that ONNX Runtime gave in Python.</summary>
public sealed record ModelCase(string Model, Dictionary<string, CaseTensor> Inputs, Dictionary<string, CaseTensor>? Outputs, string? Error)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<ModelCase> All { get; } =
        JsonSerializer.Deserialize<List<ModelCase>>(File.ReadAllText(TestModels.Cases), Options)!;

    public bool HasBatch => Model is not ("no_batch" or "allocate");

    public int Rows => HasBatch ? (int)Inputs.Values.First().Shape[0] : 1;

    /// <summary>The inputs of one row, as a record has them.</summary>
    public string Json(int row) =>
        "{" + string.Join(",", Inputs.Select(input => $"{JsonSerializer.Serialize(input.Key)}:{Row(input.Value, row).GetRawText()}")) + "}";

    public JsonElement Row(CaseTensor tensor, int row) => HasBatch ? tensor.Data[row] : tensor.Data;
}

public sealed record CaseTensor(string Datatype, long[] Shape, JsonElement Data);
