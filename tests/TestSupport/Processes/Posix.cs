namespace ActorServe.TestSupport.Processes;

/// <summary>What specs need that start a shell or send signals: each skips where it is not there.</summary>
public static class Posix
{
    /// <summary>Why they are skipped.</summary>
    public const string Missing = "it needs a POSIX shell or signals, which Windows does not have";

    /// <summary>It is not there.</summary>
    public static bool IsMissing => OperatingSystem.IsWindows();
}
