using System.Collections.Concurrent;
using System.Net.Sockets;
using ActorServe.Shared.Programs;
using ActorServe.TestSupport.Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServe.Shared.Tests.Programs;

public sealed class NodeProgramSpecs
{
    [Fact]
    public async Task What_a_check_before_the_start_finds_is_told_as_a_setting_and_nothing_is_started()
    {
        var told = new Told();
        var builder = NodeProgram.CreateBuilder([]).Checking(_ => ["ActorServe:StartFile is 'none', which cannot be read"]);
        builder.Services.AddSingleton<ILoggerProvider>(told);

        var code = await builder.RunNodeAsync(_ => Assert.Fail("it starts"));

        Assert.Equal(NodeExitCodes.Settings, code);
        Assert.Equal(["Settings: ActorServe:StartFile is 'none', which cannot be read"], told.Critical);
    }

    [Fact]
    public async Task A_check_before_the_start_needs_settings_that_are_right()
    {
        var builder = NodeProgram.CreateBuilder(["--Cluster:Port", "many"])
            .Checking(_ => throw new InvalidOperationException("it was asked"));

        Assert.Equal(NodeExitCodes.Settings, await builder.RunNodeAsync(_ => Assert.Fail("it starts")));
    }

    [Fact]
    public async Task A_check_that_throws_ends_the_program_as_a_failure()
    {
        var builder = NodeProgram.CreateBuilder([]).Checking(_ => throw new InvalidDataException("targets.json is torn"));

        Assert.Equal(NodeExitCodes.Failed, await builder.RunNodeAsync(_ => Assert.Fail("it starts")));
    }

    [Fact]
    public async Task Passwords_among_the_arguments_are_refused_and_not_repeated_and_all_else_that_is_wrong_is_told_with_them()
    {
        var told = new Told();
        var builder = NodeProgram.CreateBuilder(
        [
            "--Health:Urls", "https://127.0.0.1:0", "--Cluster:Tls:Password", "a secret of its own",
            "--Cluster:Tls:CertificateFile", "/none/node.pem",
        ]);
        builder.Services.AddSingleton<ILoggerProvider>(told);

        Assert.Equal(NodeExitCodes.Settings, await builder.RunNodeAsync(_ => Assert.Fail("it starts")));

        Assert.Collection(
            told.Critical.Order(StringComparer.Ordinal),
            line => Assert.Equal(
                "Settings: ActorServe:Cluster:Tls:CaFile is not set; expected a file with the certificates of the authorities whose nodes "
                + "are trusted", line),
            line => Assert.StartsWith(
                "Settings: ActorServe:Cluster:Tls:CertificateFile is '/none/node.pem', which cannot be read: ", line,
                StringComparison.Ordinal),
            line => Assert.Equal(
                "Settings: ActorServe:Cluster:Tls:Password is among the arguments, which others can read; expected "
                + "ACTORSERVE__CLUSTER__TLS__PASSWORD in the environment, or a file named by ActorServe:Cluster:Tls:PasswordFile", line),
            line => Assert.Equal(
                "Settings: ActorServe:Health:Urls is 'https://127.0.0.1:0', and there is no certificate; expected Tls:CertificateFile "
                + "to name one", line));
    }

    [Fact]
    public async Task A_certificate_that_no_address_of_the_process_shows_is_told_before_it_starts()
    {
        using var authority = new TestAuthority();

        var plain = await WarningsOfAsync(authority.IssuePem(), alsoAt: "http://127.0.0.1:1");
        var secured = await WarningsOfAsync(authority.IssuePem(), alsoAt: "https://127.0.0.1:1");

        Assert.Equal(
            [
                "TLS: the certificate of Tls:CertificateFile is shown to nobody, and HTTP is in clear: no address of this program is https "
                + "(http://127.0.0.1:0, http://127.0.0.1:1)",
            ],
            plain);
        Assert.Empty(secured);
    }

    [Fact]
    public async Task A_port_of_the_cluster_that_is_taken_is_told_with_its_address()
    {
        var told = new Told();
        var builder = NodeProgram.CreateBuilder(["--Cluster:Port", "4999"]);
        builder.Services.AddSingleton<ILoggerProvider>(told);

        var code = await builder.RunNodeAsync(_ => throw new SocketException((int)SocketError.AddressAlreadyInUse));

        Assert.Equal(NodeExitCodes.Failed, code);
        Assert.StartsWith(
            "The node cannot listen: remoting (Cluster:Port) at 127.0.0.1:4999: ", Assert.Single(told.Critical), StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string>> WarningsOfAsync(string certificate, string alsoAt)
    {
        var told = new Told();
        var builder = NodeProgram
            .CreateBuilder(["--Health:Urls", "http://127.0.0.1:0", "--Tls:CertificateFile", certificate]).ListeningForHealth()
            .AlsoListening(new ListenOptions(alsoAt));
        builder.Services.AddSingleton<ILoggerProvider>(told);
        await builder.RunNodeAsync(_ => throw new InvalidOperationException("so far, and no further"));
        return told.Warnings;
    }

    private sealed class Told : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<(LogLevel Level, string Line)> _lines = [];

        public IEnumerable<string> Critical => Of(LogLevel.Critical);

        public IEnumerable<string> Warnings => Of(LogLevel.Warning);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }

        private IEnumerable<string> Of(LogLevel level) => _lines.Where(line => line.Level == level).Select(line => line.Line);
    }
}
