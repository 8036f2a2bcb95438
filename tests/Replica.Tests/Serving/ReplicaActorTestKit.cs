using System.Diagnostics.Metrics;
using ActorServe.ActorTestKit;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Serving;
using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using static ActorServe.Replica.Serving.ReplicaMessages;
using static ActorServe.Replica.Tests.Serving.TestRows;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Replica.Tests.Serving;

/// <summary>One replica of a model that the spec has in hand, on a clock and below a node that are the spec's.</summary>
public abstract class ReplicaActorTestKit : PatientTestKit
{
    private protected static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private protected static readonly TimeSpan Often = TimeSpan.FromMilliseconds(10);
    private protected static readonly DeploymentConfig Deployment = new()
    {
        Name = "classifier", Model = "fake", MaxBatchSize = 4, MaxOngoingRequests = 8,
    };

    private protected readonly FakeModel _model = new();
    private protected readonly FailingTime _time = new();
    private protected readonly InferenceThreads _threads;
    private protected volatile bool _ended;

    private protected ReplicaActorTestKit(int threads = 2) =>
        _threads = new InferenceThreads(threads, NullLogger<InferenceThreads>.Instance);

    private protected virtual Meter Meter { get; } = new("test");

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    protected override async Task AfterAllAsync()
    {
        await base.AfterAllAsync();
        await _threads.DisposeAsync();
    }

    private protected async Task<(IActorRef Replica, TestProbe Node)> StartAsync(DeploymentConfig config, FakeModelStore? store = null)
    {
        var (replica, node) = Create(config, store ?? new FakeModelStore(_model));
        await node.ExpectMsgAsync<ReplicaChanged>(c => Assert.Equal(ReplicaState.Running, c.State), Long);
        return (replica, node);
    }

    private protected (IActorRef Replica, TestProbe Node) Create(DeploymentConfig config, IModelStore store)
    {
        var setup = new ReplicaSetup(
            Me, config, store, _threads, _time, new ReplyShare(), new ReplicaMetrics(Meter).Of(Me.Key.Deployment),
            () =>
            {
                _ended = true;
                return ValueTask.CompletedTask;
            });
        var node = CreateTestProbe();
        return (node.ChildActorOf(Props.Create(() => new ReplicaActor(setup)), SupervisorStrategy.StoppingStrategy), node);
    }

    private protected static async Task<List<RowEntry>> ReceiveEntriesAsync(TestKitBase probe, int count)
    {
        var entries = new List<RowEntry>();
        while (entries.Count < count)
        {
            var message = await probe.ReceiveOneAsync(Long) ?? throw new TimeoutException($"{entries.Count} of {count} entries came.");
            if (message is BatchReply reply) entries.AddRange(reply.Entries);
        }

        return entries;
    }
}
