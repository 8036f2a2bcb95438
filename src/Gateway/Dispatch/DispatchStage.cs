using System.Collections.Immutable;
using ActorServe.Gateway.Ingest;
using ActorServe.Routing;
using ActorServe.Shared.Protocol;
using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorServe.Gateway.Dispatch;

/// <summary>What a <see cref="DispatchStage"/> decides by, and where it counts.</summary>
internal sealed record DispatchSettings(FlightRules Rules, TimeProvider Time, Random Random, DispatchTotals Totals);

/// <summary>
/// Brings the stream's rows to the router and their outcomes on, in the order that the application asks for; the <see cref="FlightTable"/>
/// decides, this stage carries out. It ends after its upstream, when every row has its outcome or was withdrawn. Where the stream fails,
/// every row that is here is given back to Ingest as withdrawn: none counts as finished.
/// </summary>
internal sealed class DispatchStage(IActorRef router, DispatchControl control, IIngestControl ingest, DispatchSettings settings)
    : GraphStage<FlowShape<RecordBatch, OutcomeBatch>>
{
    /// <summary>Outcomes of one element: a window of a partition.</summary>
    private const int MaxOutcomes = 4_096;

    private readonly Inlet<RecordBatch> _in = new("dispatch.in");
    private readonly Outlet<OutcomeBatch> _out = new("dispatch.out");

    /// <inheritdoc/>
    public override FlowShape<RecordBatch, OutcomeBatch> Shape => new(_in, _out);

    /// <inheritdoc/>
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, router, control, ingest, settings);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly DispatchStage _stage;
        private readonly IActorRef _router;
        private readonly DispatchControl _control;
        private readonly IIngestControl _ingest;
        private readonly DispatchSettings _settings;
        private readonly FlightTable _table;
        private readonly Sink _sink;
        private readonly Action<NotUsed> _wake;
        private readonly long _start;
        private ITimer? _timer;
        private TimeSpan? _armedFor;

        public Logic(
            DispatchStage stage, IActorRef router, DispatchControl control, IIngestControl ingest, DispatchSettings settings)
            : base(stage.Shape)
        {
            (_stage, _router, _control, _ingest, _settings) = (stage, router, control, ingest, settings);
            _table = new FlightTable(settings.Rules, settings.Random);
            _sink = new Sink(
                GetAsyncCallback<ImmutableArray<RowOutcome>>(OnSettled), GetAsyncCallback<ImmutableArray<InferRow>>(OnReturned));
            _wake = GetAsyncCallback<NotUsed>(_ => OnWake());
            _start = settings.Time.GetTimestamp();
            SetHandler(stage._in, this);
            SetHandler(stage._out, this);
        }

        private TimeSpan Now => _settings.Time.GetElapsedTime(_start);

        public override void PreStart()
        {
            _control.Started(GetAsyncCallback<ImmutableArray<PartitionEpoch>>(OnWithdraw));
            Pull(_stage._in);
        }

        public override void OnPush()
        {
            var rows = Grab(_stage._in).Rows;
            _settings.Totals.CountIn(rows.Length);
            _table.Add(rows);
            Advance();
        }

        public override void OnPull() => Advance();

        public override void OnUpstreamFinish() => Advance();

        public override void PostStop()
        {
            _timer?.Dispose();
            _control.Stopped();
            var open = _table.Close();
            if (!open.IsEmpty) _router.Tell(new RouterProtocol.Withdraw(_sink, open), ActorRefs.NoSender);
            GiveBack();
        }

        private void OnSettled(ImmutableArray<RowOutcome> outcomes)
        {
            _table.Settle(outcomes, Now);
            Advance();
            _settings.Totals.CountFailedAttempts(_table.FailedAttempts);
        }

        private void OnReturned(ImmutableArray<InferRow> rows)
        {
            _table.Return(rows);
            Advance();
        }

        private void OnWithdraw(ImmutableArray<PartitionEpoch> assignments)
        {
            var sent = _table.Withdraw(assignments);
            if (!sent.IsEmpty) _router.Tell(new RouterProtocol.Withdraw(_sink, sent), ActorRefs.NoSender);
            Advance();
        }

        private void OnWake()
        {
            _armedFor = null;
            _table.Wake(Now);
            Advance();
        }

        /// <summary>Everything that can go on does. Outcomes first: they make room for offers.</summary>
        private void Advance()
        {
            if (_table.HasOutcomes && IsAvailable(_stage._out)) Emit();
            Submit();
            GiveBack();
            Arm();
            if (IsClosed(_stage._in))
            {
                if (_table.Rows == 0) CompleteStage();
            }
            else if (!HasBeenPulled(_stage._in) && !IsAvailable(_stage._in))
            {
                Pull(_stage._in);
            }
        }

        private void Emit() => Push(_stage._out, new OutcomeBatch(_table.TakeOutcomes(MaxOutcomes)));

        private void Submit()
        {
            var offers = _table.TakeOffers();
            if (!offers.IsEmpty) _router.Tell(new RouterProtocol.Submit(Lane.Kafka, offers, _sink), ActorRefs.NoSender);
        }

        private void GiveBack()
        {
            var withdrawn = _table.TakeWithdrawn();
            if (!withdrawn.IsEmpty) _ingest.Withdrawn(withdrawn);
        }

        private void Arm()
        {
            if (_table.DueAt is not { } due || _armedFor <= due) return;
            _armedFor = due;
            // Rounded up: a timer that fires a tick early would only be armed again.
            var wait = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((due - Now).TotalMilliseconds)));
            _timer ??= _settings.Time.CreateTimer(_ => _wake(NotUsed.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Brings what the router says onto the stage's own turn.</summary>
    private sealed class Sink(Action<ImmutableArray<RowOutcome>> settled, Action<ImmutableArray<InferRow>> withdrawn) : IRowSink
    {
        public void Settled(ImmutableArray<RowOutcome> outcomes) => settled(outcomes);

        public void Withdrawn(ImmutableArray<InferRow> rows) => withdrawn(rows);
    }
}
