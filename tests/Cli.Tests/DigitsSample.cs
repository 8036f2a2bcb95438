namespace ActorServe.Cli.Tests;

/// <summary>The sample beside the program.</summary>
internal static class DigitsSample
{
    public static string File => Path.Combine(AppContext.BaseDirectory, "samples", "digits", "digits.yaml");

    /// <summary>One image.</summary>
    public static string Line =>
        System.IO.File.ReadLines(Path.Combine(AppContext.BaseDirectory, "samples", "digits", "samples.jsonl")).First();
}
