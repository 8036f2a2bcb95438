using ActorServe.Shared.Programs.Certificates;
using ActorServe.TestSupport.Certificates;

namespace ActorServe.Shared.Tests.Programs.Certificates;

public sealed class ClusterCertificateOptionsSpecs : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void A_certificate_of_the_authority_is_right() =>
        Assert.Empty(Problems(new ClusterCertificateOptions { CertificateFile = _authority.IssuePem(), CaFile = _authority.CaFile }));

    [Fact]
    public void Nodes_trust_nobody_by_default() => Assert.Equal(
        ["CaFile is not set; expected a file with the certificates of the authorities whose nodes are trusted"],
        Problems(new ClusterCertificateOptions { CertificateFile = _authority.IssuePem() }));

    [Fact]
    public void An_authority_without_a_certificate_is_told() => Assert.Equal(
        ["CaFile is set, and CertificateFile is not; expected both or none"],
        Problems(new ClusterCertificateOptions { CaFile = _authority.CaFile }));

    [Fact]
    public void A_check_of_host_names_without_a_certificate_is_told_because_nothing_would_be_checked()
    {
        Assert.Equal(
            ["CheckHostname is set, and CertificateFile is not; expected both or none"],
            Problems(new ClusterCertificateOptions { CheckHostname = true }));
        Assert.Empty(Problems(new ClusterCertificateOptions { CheckHostname = false }));
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var problems = Problems(new ClusterCertificateOptions { CertificateFile = "/none/node.pem", CaFile = "/none/ca.pem" });

        Assert.Collection(problems,
            problem => Assert.StartsWith("CertificateFile is '/none/node.pem', which cannot be read: ", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("CaFile is '/none/ca.pem', which cannot be read: ", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_without_authorities_is_told()
    {
        using var signed = _authority.Issue();
        var file = _authority.Write("signed.pem", signed.ExportCertificatePem());

        Assert.Equal([$"CaFile is '{file}', which has no authority's own certificate; expected one or more in PEM"],
            Problems(new ClusterCertificateOptions { CertificateFile = _authority.IssuePem(), CaFile = file }));
    }

    [Fact]
    public void A_certificate_that_other_nodes_would_refuse_is_told_before_they_do()
    {
        using var others = new TestAuthority("Another authority");
        using var half = _authority.Issue(onlyForServers: true);
        var stranger = others.IssuePem();
        var onlyForServers = _authority.WritePkcs12("half.pfx", half, null);

        Assert.Equal(
            [
                $"CertificateFile is '{stranger}', which other nodes would refuse: 'CN=localhost', issued by 'CN=Another authority', "
                + "is not signed by an authority of the CA file",
                $"CertificateFile is '{onlyForServers}', which other nodes would refuse: 'CN=localhost', issued by 'CN=Test authority', "
                + "is not for both servers and clients (extended key usage)",
            ],
            ((string[])[stranger, onlyForServers])
                .SelectMany(file => Problems(new ClusterCertificateOptions { CertificateFile = file, CaFile = _authority.CaFile })));
    }

    [Fact]
    public void While_one_authority_replaces_another_certificates_of_both_are_trusted()
    {
        using var next = new TestAuthority("The next authority");
        var both = _authority.Write("both.pem", File.ReadAllText(_authority.CaFile) + "\n" + File.ReadAllText(next.CaFile));

        Assert.Empty(Problems(new ClusterCertificateOptions { CertificateFile = _authority.IssuePem(), CaFile = both }));
        Assert.Empty(Problems(new ClusterCertificateOptions { CertificateFile = next.IssuePem(), CaFile = both }));
    }

    [Fact]
    public void A_certificate_that_ends_while_nodes_run_is_refused_from_then_on()
    {
        using var certificate = _authority.Issue(to: Now.AddHours(1));
        var authorities = TrustedAuthorities.Read(_authority.CaFile).Authorities!;

        Assert.Null(authorities.Refusal(certificate, Now));
        Assert.EndsWith("is not valid now", authorities.Refusal(certificate, Now.AddHours(2)), StringComparison.Ordinal);
    }

    private static string[] Problems(ClusterCertificateOptions options) =>
        [.. options.Problems(Now).Select(problem => $"{problem.MemberNames.Single()} {problem.ErrorMessage}")];
}
