using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;

namespace ActorServe.Shared.Programs.Certificates;

/// <summary>Where passwords may not be: among the arguments of a process, which everybody on its machine can read.</summary>
internal static class PasswordPlaces
{
    private static readonly string[] Keys = ["Tls:Password", "Cluster:Tls:Password"];

    /// <summary>Those that are there, by key.</summary>
    public static IEnumerable<string> Problems(IConfigurationRoot configuration) =>
        from key in Keys
        let path = $"{NodeProgram.Section}:{key}"
        where configuration.Providers.Any(provider => provider is CommandLineConfigurationProvider && provider.TryGet(path, out _))
        let variable = path.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()
        select $"{path} is among the arguments, which others can read; expected {variable} in the environment, or a file named by {path}File";
}
