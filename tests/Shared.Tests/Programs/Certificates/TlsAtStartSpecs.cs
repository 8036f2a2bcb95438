using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Certificates;
using ActorServe.Shared.Programs.Membership;
using ActorServe.TestSupport.Certificates;

namespace ActorServe.Shared.Tests.Programs.Certificates;

public sealed class TlsAtStartSpecs : IDisposable
{
    private const string OffBetweenNodes =
        "Warning: it is off between nodes, and others reach this one: whoever can is let into the cluster, and reads what is sent; "
        + "keep it in a network that you trust, or set Cluster:Tls:CertificateFile";

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void A_node_of_this_machine_alone_without_certificates_says_nothing() =>
        Assert.Empty(Lines(new NodeOptions(), "http://127.0.0.1:8080"));

    [Theory]
    [InlineData("http://127.0.0.1:8080, http://127.0.0.1:8000", "http://127.0.0.1:8080", "http://127.0.0.1:8000")]
    [InlineData("it has none")]
    public void A_certificate_that_no_address_shows_is_a_warning(string named, params string[] addresses) => Assert.Equal(
        [
            "Warning: the certificate of Tls:CertificateFile is shown to nobody, and HTTP is in clear: no address of this program is https "
            + $"({named})",
        ],
        Lines(WithCertificate(), addresses));

    [Fact]
    public void One_address_that_shows_it_is_enough() =>
        Assert.Empty(Lines(WithCertificate(), "http://127.0.0.1:8080", "HTTPS://0.0.0.0:8443"));

    [Theory]
    [InlineData("node-1", null)]
    [InlineData("10.0.0.7", "127.0.0.1")]
    [InlineData("127.0.0.1", "0.0.0.0")]
    [InlineData(MembershipOptions.Self, null)]
    public void A_node_that_others_reach_without_TLS_between_them_warns(string hostname, string? bind) => Assert.Equal(
        [OffBetweenNodes], Lines(new NodeOptions { Cluster = new MembershipOptions { Hostname = hostname, BindHostname = bind } }));

    [Fact]
    public void A_node_with_TLS_says_whose_certificate_it_shows_and_until_when()
    {
        var until = TimeProvider.System.GetUtcNow().AddDays(7);
        using var certificate = _authority.Issue(to: until);
        var node = new MembershipOptions { Hostname = "node-1" };
        node.Tls.CertificateFile = _authority.WritePkcs12("node.pfx", certificate, null);

        Assert.Equal(
            [$"Information: it is on between nodes; this one shows 'CN=localhost', until {until:u}"],
            Lines(new NodeOptions { Cluster = node }));
    }

    private NodeOptions WithCertificate() => new() { Tls = new CertificateOptions { CertificateFile = _authority.IssuePem() } };

    private static IEnumerable<string> Lines(NodeOptions options, params string[] addresses) =>
        TlsAtStart.Lines(options, addresses).Select(told => $"{told.Level}: {told.Line}");
}
