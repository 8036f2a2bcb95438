using System.Diagnostics;

namespace ActorServe.TestSupport.Processes;

/// <summary>Runs programs to their end, with further variables in their environment.</summary>
/// <param name="environment">The variables.</param>
/// <param name="folder">Where they run; without one in the repository's.</param>
public sealed class Shell(IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
{
    /// <summary>Runs one that must succeed.</summary>
    /// <returns>Its standard output, without the last line feed.</returns>
    /// <exception cref="InvalidOperationException">It did not; with all that it printed.</exception>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output, error) = await TryAsync(program, arguments);
        return exitCode == 0 ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {exitCode}: {output}\n{error}");
    }

    /// <summary>Runs one; where there is no such program it ended with 127.</summary>
    public async Task<(int ExitCode, string Output, string Error)> TryAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? RepositoryFolder.Root,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output.TrimEnd(), (await error).TrimEnd());
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (127, "", missing.Message);
        }
    }
}
