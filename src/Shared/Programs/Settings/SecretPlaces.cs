using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;

namespace ActorServe.Shared.Programs.Settings;

/// <summary>Where secrets may not be: among the arguments of a process, which everybody on its machine can read.</summary>
internal static class SecretPlaces
{
    // Whatever program they are for: they can be read among the arguments of one that has no use for them, too. Each has a neighbour that
    // names a file.
    private static readonly string[] WithFiles = ["Tls:Password", "Cluster:Tls:Password", "Admin:Token"];

    private static readonly string[] OfKafka = ["Kafka", "Kafka:Properties"];

    // Properties of Kafka's client, also those that only some versions of it have.
    private static readonly string[] SecretParts = ["password", "passphrase", "secret", "key.pem"];

    /// <summary>Those that are there, by key; never with their values.</summary>
    public static IEnumerable<string> Problems(IConfigurationRoot configuration)
    {
        foreach (var arguments in configuration.Providers.OfType<CommandLineConfigurationProvider>())
        {
            foreach (var key in WithFiles.Where(key => arguments.TryGet(Path(key), out _)))
                yield return $"{Refused(key, Variable(key))}, or a file named by {Path(key)}File";
            foreach (var (section, property) in KafkaSecrets(arguments))
                yield return Refused($"{section}:{property}", Variable($"Kafka:{property.Replace('.', '_')}"));
        }
    }

    private static IEnumerable<(string Section, string Property)> KafkaSecrets(CommandLineConfigurationProvider arguments) =>
        from section in OfKafka
        from property in arguments.GetChildKeys([], Path(section)).Distinct(StringComparer.OrdinalIgnoreCase)
        let name = property.Replace('_', '.')
        where SecretParts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase))
        select (section, property);

    private static string Refused(string key, string variable) =>
        $"{Path(key)} is among the arguments, which others can read; expected {variable} in the environment";

    private static string Path(string key) => $"{NodeProgram.Section}:{key}";

    private static string Variable(string key) => Path(key).Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant();
}
