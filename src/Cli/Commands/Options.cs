using System.CommandLine;
using System.Globalization;
using ActorServe.Cli.Serving;

namespace ActorServe.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class Options
{
    // Of seconds, some 46 days: a timer knows no more.
    private const double Most = 4_000_000;

    /// <summary><c>--kafka</c>.</summary>
    public static Option<string?> Kafka(string otherwise) => new("--kafka")
    {
        HelpName = "HOST:PORT",
        Description =
            $"The broker, or several separated by commas. Without it ACTORSERVE__KAFKA__BOOTSTRAPSERVERS counts, and {otherwise}.",
    };

    /// <summary><c>--http</c>.</summary>
    public static Option<string?> Http(string otherwise)
    {
        var option = new Option<string?>("--http")
        {
            HelpName = "HOST:PORT",
            Description = $"Where it answers over HTTP: a port of loopback, HOST:PORT, or off. Without it {otherwise}.",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => DoorAddress.Parse(t.Value) is null)) result.AddError("--http must be a port, HOST:PORT, or off.");
        });
        return option;
    }

    /// <summary><c>--seconds</c>.</summary>
    public static Option<double?> Seconds() => Positive(new Option<double?>("--seconds")
    {
        HelpName = "N",
        Description = "Ends in good order after so many seconds. Without it Ctrl-C or SIGTERM does.",
    });

    /// <summary><c>--verbose</c>.</summary>
    public static Option<bool> Verbose() => new("--verbose") { Description = "Shows what the process logs, not only its warnings." };

    /// <summary>Refuses what is no whole number, and what is beyond these two.</summary>
    public static Option<T> Whole<T>(Option<T> option, int from, int to)
    {
        // By the words as they are: a value that does not parse cannot be asked for here.
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (!int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    || number < from || number > to)
                    result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} must be a number from {from} to {to}."));
            }
        });
        return option;
    }

    /// <summary>Refuses zero, less, more than 4,000,000, and what is no number.</summary>
    public static Option<double?> Positive(Option<double?> option)
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (!double.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) || !(number > 0))
                    result.AddError($"{option.Name} must be a number above 0.");
                else if (number > Most)
                    result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} must be at most {Most:N0}."));
            }
        });
        return option;
    }
}
