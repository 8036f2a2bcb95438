using System.Globalization;
using ActorServe.Cli.Serving;

namespace ActorServe.Cli.Top;

/// <summary>Numbers in a table: short, and a dash for what is not known.</summary>
internal static class TopText
{
    private const string None = "-";

    /// <summary>A count.</summary>
    public static string Of(long? number) => number is { } known ? Words.Of(known) : None;

    /// <summary>A rate, a size, a time.</summary>
    public static string Of(double? number) => number switch
    {
        null => None,
        < 0.05 => "0",
        < 10 => number.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => number.Value.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>A share of a processor.</summary>
    public static string Percent(double? percent) => percent is { } known ? known.ToString("N0", CultureInfo.InvariantCulture) + "%" : None;

    /// <summary>Memory.</summary>
    public static string Megabytes(long? bytes) =>
        bytes is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known >> 20:N0} MB") : None;

    /// <summary>Ray's word, as people write it.</summary>
    public static string State(string word) => word.Replace('_', ' ').ToLowerInvariant();
}
