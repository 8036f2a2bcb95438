namespace ActorServe.EndToEnd;

/// <summary>
/// The command line: <c>[--scenarios echo,digits,mnist,squeezenet,latency,scaling,telemetry] [--rounds 3] [--scale 1] [--models DIR]
/// [--contenders naive,tuned,actorserve,cluster] [--latency-seconds 30]</c>.
/// </summary>
internal sealed record ComparisonOptions
{
    public IReadOnlySet<string> Scenarios { get; private init; } = new HashSet<string>
    {
        "echo", "digits", "mnist", "squeezenet", "latency", "scaling", "telemetry",
    };

    public IReadOnlyList<Contender> Contenders { get; private init; } =
    [
        Contender.Naive, Contender.Tuned, Contender.ActorServe, Contender.Cluster,
    ];

    /// <summary>How often each contender runs; the median counts.</summary>
    public int Rounds { get; private init; } = 3;

    /// <summary>Multiplies the number of records.</summary>
    public double Scale { get; private init; } = 1;

    /// <summary>A folder with <c>squeezenet.onnx</c>; the other models come with the repository or are made.</summary>
    public string? Models { get; private init; }

    /// <summary>Seconds of each latency run.</summary>
    public int LatencySeconds { get; private init; } = 30;

    public static ComparisonOptions Parse(string[] args)
    {
        var options = new ComparisonOptions();
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            var value = args[i + 1];
            options = args[i] switch
            {
                "--scenarios" => options with { Scenarios = value.Split(',').ToHashSet() },
                "--contenders" =>
                    options with { Contenders = [.. value.Split(',').Select(c => Enum.Parse<Contender>(c, ignoreCase: true))] },
                "--rounds" => options with { Rounds = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) },
                "--scale" => options with { Scale = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture) },
                "--models" => options with { Models = value },
                "--latency-seconds" =>
                    options with { LatencySeconds = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) },
                _ => throw new ArgumentException($"unknown option {args[i]}"),
            };
        }

        return options;
    }
}
