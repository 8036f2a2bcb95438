using System.Text.RegularExpressions;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>What names may look like, and the words that say so.</summary>
public static partial class Names
{
    /// <summary>The rule for applications and deployments, whose names are parts of paths and of actors' names.</summary>
    public const string PartRule = "a name of 1 to 100 letters, digits, '-', '_' and '.' that starts with a letter or a digit";

    /// <summary>Kafka's own rule.</summary>
    public const string TopicRule = "a topic of 1 to 249 letters, digits, '-', '_' and '.'";

    /// <summary>The rule for route prefixes.</summary>
    public const string RouteRule =
        "a path such as /digits, of letters, digits, '-', '_', '.' and '~' between slashes, without a slash at its end";

    /// <summary>Whether an application or a deployment may be called so.</summary>
    public static bool IsPart(string name) => PartName().IsMatch(name);

    /// <summary>Whether Kafka takes it as a topic.</summary>
    public static bool IsTopic(string name) => name is not ("." or "..") && TopicName().IsMatch(name);

    /// <summary>Whether requests can be routed by it; <c>/-/</c> is the gateway's own, as in Ray.</summary>
    public static bool IsRoute(string prefix) =>
        prefix == "/"
            || (Route().IsMatch(prefix) && !prefix.Split('/').Any(segment => segment is "." or "..") && prefix.Split('/')[1] != "-");

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PartName();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,249}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TopicName();

    [GeneratedRegex(@"^(/[A-Za-z0-9._~-]+)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Route();
}
