using System.Globalization;
using ActorServe.Gateway.Front;

namespace ActorServe.Cli.Serving;

/// <summary>Where a command answers over HTTP.</summary>
/// <param name="Url">Where; null leaves it to the process's configuration.</param>
internal sealed record DoorAddress(string? Url)
{
    /// <summary>Nowhere.</summary>
    public static DoorAddress Off { get; } = new("");

    /// <summary>Where the process's configuration says, else at Ray's port where that is free, else at any.</summary>
    public static DoorAddress Default { get; } = new((string?)null);

    /// <summary><c>off</c>, a port of loopback, or <c>HOST:PORT</c>; null where it is none of these.</summary>
    public static DoorAddress? Parse(string text)
    {
        if (text == "off") return Off;

        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "127.0.0.1" : text[..colon];
        var isPort = ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        var url = string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}");
        return isPort && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.AbsolutePath == "/" && uri.Port == port
            ? new DoorAddress(url)
            : null;
    }

    /// <summary>Tells the gateway.</summary>
    /// <param name="options">As the process's configuration has them.</param>
    /// <param name="isConfigured">Whether that names an address.</param>
    public void ApplyTo(FrontOptions options, bool isConfigured)
    {
        if (Url is not null) options.Urls = Url;
        // Any number of runs must work beside each other: only an address that somebody asked for must be had.
        else if (!isConfigured) options.MayTakeAnyPort = true;
    }
}
