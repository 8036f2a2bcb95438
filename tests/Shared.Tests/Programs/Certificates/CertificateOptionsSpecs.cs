using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorServe.Shared.Programs.Certificates;
using ActorServe.TestSupport.Certificates;

namespace ActorServe.Shared.Tests.Programs.Certificates;

public sealed class CertificateOptionsSpecs : IDisposable
{
    private const string Secret = "a secret of its own";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly PbeParameters Locked = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2_000);
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void Without_a_certificate_there_is_no_TLS_and_nothing_is_wrong()
    {
        Assert.False(new CertificateOptions().IsOn);
        Assert.Empty(Problems(new CertificateOptions { CertificateFile = "", KeyFile = "", PasswordFile = "" }));
    }

    [Fact]
    public void A_key_without_a_certificate_is_told() => Assert.Equal(
        [
            "KeyFile is set, and CertificateFile is not; expected both or none",
            "Password is set, and CertificateFile is not; expected both or none",
        ],
        Problems(new CertificateOptions { KeyFile = "key.pem", Password = Secret }));

    [Fact]
    public void A_certificate_and_its_key_in_one_PEM_file_are_read_with_those_behind_it()
    {
        var file = _authority.Write("chain.pem", File.ReadAllText(_authority.IssuePem()) + "\n" + File.ReadAllText(_authority.CaFile));

        var loaded = Read(new CertificateOptions { CertificateFile = file });

        Assert.Equal(("CN=localhost", true, "CN=Test authority"),
            (loaded.Certificate.Subject, loaded.Certificate.HasPrivateKey, Assert.Single(loaded.Signers).Subject));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_key_in_a_file_of_its_own_is_read_locked_or_not(bool isLocked)
    {
        var options = InTwoFiles(isLocked);
        if (isLocked) options.PasswordFile = _authority.Write("password", Secret + "\n");

        Assert.True(Read(options).Certificate.HasPrivateKey);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Secret)]
    public void Pkcs12_is_read_with_a_password_or_without(string? password)
    {
        using var certificate = _authority.Issue();
        var file = _authority.WritePkcs12("node.pfx", certificate, password);

        var loaded = Read(new CertificateOptions { CertificateFile = file, Password = password }).Certificate;

        Assert.Equal((certificate.Thumbprint, true), (loaded.Thumbprint, loaded.HasPrivateKey));
    }

    [Fact]
    public void Files_that_cannot_be_read_are_told_all_at_once_by_their_settings()
    {
        var options = new CertificateOptions { CertificateFile = "/none/a.pem", KeyFile = "/none/b.pem", PasswordFile = "/none/c" };

        var problems = Problems(options);

        Assert.Equal(
            ["CertificateFile is '/none/a.pem', which", "KeyFile is '/none/b.pem', which", "PasswordFile is '/none/c', which"],
            problems.Select(problem => problem[..problem.IndexOf(" cannot be read: ", StringComparison.Ordinal)]));
    }

    [Fact]
    public void A_password_that_opens_nothing_is_told_and_never_said()
    {
        using var certificate = _authority.Issue();
        var file = _authority.WritePkcs12("node.pfx", certificate, "another");
        var pkcs12 = new CertificateOptions { CertificateFile = file, Password = Secret };
        var pem = InTwoFiles(isLocked: true);
        pem.Password = "wrong " + Secret;

        string[] problems = [.. Problems(pkcs12), .. Problems(pem), .. Problems(InTwoFiles(isLocked: true))];

        const string Expected = "expected the password in PasswordFile, or Password in the environment";
        Assert.Equal(
            [
                $"CertificateFile is '{file}', which is neither PEM, nor PKCS #12 that the password opens; {Expected}",
                $"KeyFile is '{pem.KeyFile}', whose key the password does not open, or is of another certificate; {Expected}",
                $"KeyFile is '{pem.KeyFile}', whose key is locked; {Expected}",
            ],
            problems);
    }

    [Fact]
    public void A_certificate_without_its_key_is_told()
    {
        using var certificate = _authority.Issue();
        using var alone = X509CertificateLoader.LoadCertificate(certificate.RawData);
        string[] files = [_authority.Write("only.pem", alone.ExportCertificatePem()), _authority.WritePkcs12("only.pfx", alone, null)];

        foreach (var file in files)
        {
            Assert.Equal(
                [$"CertificateFile is '{file}', which has no private key; expected it there, or in KeyFile"],
                Problems(new CertificateOptions { CertificateFile = file }));
        }
    }

    [Fact]
    public void A_key_of_another_certificate_is_told()
    {
        var options = InTwoFiles(isLocked: false);
        options.KeyFile = _authority.IssuePem("other.pem");

        Assert.Equal(
            [$"KeyFile is '{options.KeyFile}', which cannot be read, or does not belong to its key; expected both in PEM"],
            Problems(options));
    }

    [Theory]
    [InlineData(-10, -1, "ended at")]
    [InlineData(1, 10, "begins at")]
    public void A_certificate_that_is_not_valid_now_is_told(int from, int to, string what)
    {
        using var certificate = _authority.Issue(Now.AddHours(from), Now.AddHours(to));
        var file = _authority.WritePkcs12("node.pfx", certificate, null);

        var problem = Assert.Single(Problems(new CertificateOptions { CertificateFile = file }));

        Assert.StartsWith($"CertificateFile is '{file}', whose certificate {what} ", problem, StringComparison.Ordinal);
    }

    private CertificateOptions InTwoFiles(bool isLocked)
    {
        using var certificate = _authority.Issue();
        var key = TestAuthority.KeyOf(certificate);
        return new CertificateOptions
        {
            CertificateFile = _authority.Write("node.crt", certificate.ExportCertificatePem()),
            KeyFile = _authority.Write(
                "node.key", isLocked ? key.ExportEncryptedPkcs8PrivateKeyPem(Secret, Locked) : key.ExportPkcs8PrivateKeyPem()),
        };
    }

    private static LoadedCertificate Read(CertificateOptions options)
    {
        Assert.Empty(Problems(options));
        return options.Load();
    }

    private static string[] Problems(CertificateOptions options) =>
        [.. options.Problems(Now).Select(problem => $"{problem.MemberNames.Single()} {problem.ErrorMessage}")];
}
