using System.ComponentModel.DataAnnotations;

namespace ActorServe.Shared.Programs;

/// <summary>Where a node listens for HTTP.</summary>
public sealed class ListenOptions : IValidatableObject
{
    /// <summary>Nowhere yet.</summary>
    public ListenOptions()
        : this("")
    {
    }

    /// <summary>With its default.</summary>
    public ListenOptions(string urls) => Urls = urls;

    /// <summary>
    /// One or more addresses such as <c>http://127.0.0.1:8080</c> or <c>https://0.0.0.0:8443</c>, separated by semicolons; <c>0.0.0.0</c>
    /// is every interface. Empty is none.
    /// </summary>
    /// <value>The default is a port of loopback: nobody else reaches it before somebody says so.</value>
    public string Urls { get; set; }

    /// <summary>Each address.</summary>
    public IReadOnlyList<string> Addresses => Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from address in Addresses
        where !IsAddress(address)
        select new ValidationResult($"is '{address}'; expected http://HOST:PORT or https://HOST:PORT", [nameof(Urls)]);

    private static bool IsAddress(string address) =>
        Uri.TryCreate(
            address.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal),
            UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/";
}
