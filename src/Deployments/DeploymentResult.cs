using System.Collections.Immutable;

namespace ActorServe.Deployments;

/// <summary>What a deployment answers: no output, one or several. The default value is none.</summary>
public readonly struct DeploymentResult
{
    private readonly DeploymentOutput _first;
    private readonly ImmutableArray<DeploymentOutput> _several;
    private readonly bool _isSingle;

    private DeploymentResult(DeploymentOutput single)
    {
        _first = single;
        _isSingle = true;
    }

    private DeploymentResult(ImmutableArray<DeploymentOutput> several) => _several = several;

    /// <summary>No output: the record is done, and nothing is written for it.</summary>
    public static DeploymentResult None => default;

    /// <summary>How many outputs there are.</summary>
    public int Count => _isSingle ? 1 : _several.IsDefault ? 0 : _several.Length;

    /// <summary>An output, by its place.</summary>
    public DeploymentOutput this[int index] =>
        _isSingle && index == 0 ? _first
        : !_several.IsDefault ? _several[index]
        : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>One output.</summary>
    public static DeploymentResult Of(DeploymentOutput output) => new(output);

    /// <summary>One output of these bytes, written as the record's value was.</summary>
    public static DeploymentResult Of(ReadOnlyMemory<byte> value) => new(new DeploymentOutput(value));

    /// <summary>One output of UTF-8 text.</summary>
    public static DeploymentResult OfText(string text) => new(DeploymentOutput.OfText(text));

    /// <summary>Any number of outputs, in this order.</summary>
    public static DeploymentResult OfMany(params ImmutableArray<DeploymentOutput> outputs) => new(outputs);
}
