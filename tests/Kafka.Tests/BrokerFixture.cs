using ActorServe.Kafka.Tests;
using ActorServe.TestSupport.Kafka;

[assembly: AssemblyFixture(typeof(BrokerFixture))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace ActorServe.Kafka.Tests;

/// <summary>One real broker for all specs of this assembly, or none.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private KafkaBroker? _broker;

    /// <summary>host:port. Skips the calling spec, with the reason, where there is no broker.</summary>
    public string Kafka
    {
        get
        {
            Assert.SkipWhen(_broker is null, KafkaBroker.Missing);
            return _broker!.BootstrapServers;
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _broker = await KafkaBroker.TryStartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
    }
}
