namespace ActorServe.Cli.Tests;

/// <summary>The sample beside the program.</summary>
internal static class DigitsSample
{
    public static string File => Path.Combine(AppContext.BaseDirectory, "samples", "digits", "digits.yaml");
}
