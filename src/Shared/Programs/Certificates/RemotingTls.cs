using Akka.Actor;
using Akka.Hosting;
using Akka.Remote.Transport.DotNetty;
using Microsoft.Extensions.Hosting;

namespace ActorServe.Shared.Programs.Certificates;

/// <summary>TLS between the nodes of a cluster.</summary>
public static class RemotingTls
{
    /// <summary>
    /// Encrypts remoting, and lets only nodes with a certificate of the authorities connect and be connected to. Where no certificate is
    /// set it changes nothing.
    /// </summary>
    /// <remarks>
    /// A node with TLS has another address (<c>akka.ssl.tcp</c>) than one without: the two are never in one cluster, not even for a while.
    /// Certificates are read once, now.
    /// </remarks>
    /// <param name="builder">The ActorSystem's.</param>
    /// <param name="options">Checked.</param>
    /// <param name="time">The clock.</param>
    public static AkkaConfigurationBuilder WithNodeCertificate(
        this AkkaConfigurationBuilder builder, ClusterCertificateOptions options, TimeProvider time)
    {
        if (!options.IsOn) return builder;

        var check = new PeerCheck(options.LoadAuthorities(), options.CheckHostname, time);
        return builder
            .AddHocon("akka.remote.dot-netty.tcp.enable-ssl = on", HoconAddMode.Prepend)
            .AddHocon(FailedHandshakes.Phases, HoconAddMode.Prepend)
            .AddSetup(new DotNettySslSetup(
                options.Load().Certificate, suppressValidation: false, requireMutualAuthentication: true, options.CheckHostname,
                (certificate, _, peer, errors, log) => check.Accepts(certificate, peer, errors, log)))
            .WithActors((system, _, resolver) => Endure(system, resolver.GetService<IHostApplicationLifetime>()));
    }

    private static void Endure(ActorSystem system, IHostApplicationLifetime lifetime)
    {
        var handshakes = FailedHandshakes.Endure(system);
        lifetime.ApplicationStopping.Register(() => handshakes.End(wasDowned: false));
        system.ActorOf(Props.Create(() => new NodeEndActor(handshakes)), "node-end");
    }
}
