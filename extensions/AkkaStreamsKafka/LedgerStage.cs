using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Ledger;
using ActorServe.Gateway.Ingest.Reading;
using ActorServe.Routing;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorServe.AkkaStreamsKafka;

/// <summary>What a <see cref="LedgerStage{TCommit}"/> is made of.</summary>
/// <param name="Parts">What the run is made of.</param>
/// <param name="Ingest">How others reach it.</param>
internal sealed record LedgerSetup(SourceParts Parts, StreamIngest Ingest);

/// <summary>
/// Records of all partitions in; batches for Dispatch out, and, beside them, what commits the watermark of each partition. Knows nothing
/// of the package. Guarantees:
/// <list type="bullet">
/// <item>Nothing is committed past a row that is not finished, in whatever order rows finish.</item>
/// <item>It asks for no record while a window is full: that of any partition, or of all together. So one that stands still holds up the
/// others, once its window is full.</item>
/// <item>What comes late of an assignment that has ended is dropped, and nothing of it is committed any more.</item>
/// <item>A drain waits for every row that was read of a partition that is not revoked meanwhile, and for the last commit. A stop, or a
/// downstream that ends, waits for the commit of what is finished.</item>
/// </list>
/// </summary>
internal sealed class LedgerStage<TCommit>(LedgerSetup setup) : GraphStage<FanOutShape<Arrival<TCommit>, RecordBatch, TCommit>>
{
    /// <inheritdoc/>
    public override FanOutShape<Arrival<TCommit>, RecordBatch, TCommit> Shape { get; } =
        new(new Inlet<Arrival<TCommit>>("Ledger.in"), new Outlet<RecordBatch>("Ledger.records"), new Outlet<TCommit>("Ledger.commits"));

    /// <inheritdoc/>
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(Shape, setup);

    private sealed class Logic : TimerGraphStageLogic
    {
        private readonly LedgerSetup _setup;
        private readonly StreamIngest _ingest;
        private readonly Inlet<Arrival<TCommit>> _in;
        private readonly Outlet<RecordBatch> _records;
        private readonly Outlet<TCommit> _commits;
        private readonly Intake _intake;
        private readonly PendingCommits<TCommit> _pending = new();
        private readonly Dictionary<int, long> _goneThrough = [];
        private bool _isLeaving;
        private Exception? _failure;

        public Logic(FanOutShape<Arrival<TCommit>, RecordBatch, TCommit> shape, LedgerSetup setup)
            : base(shape)
        {
            (_setup, _ingest) = (setup, setup.Ingest);
            (_in, _records, _commits) = (shape.In, shape.Out0, shape.Out1);
            var parts = setup.Parts;
            _intake = new Intake(parts.Settings, _ingest.Notices, parts.Dispatch, batch => Push(_records, batch), parts.Spans, parts.Log);
            SetHandler(_in, OnArrival, OnSourceEnded, Fail);
            SetHandler(_records, OnAsked, _ => OnRecordsEnded());
            SetHandler(_commits, Advance, OnCommitsEnded);
        }

        private Assignments Assignments => _intake.Assignments;

        private bool HasRoom => _intake.HasRoom && Assignments.All.All(a => a.Phase == AssignmentPhase.Stopped || a.Ledger.HasRoom);

        public override void PreStart()
        {
            // The last commit is answered after both outlets are closed.
            SetKeepGoing(true);
            _ingest.Started(GetAsyncCallback(Advance));
            ScheduleRepeatedly(nameof(ShowStatus), _setup.Parts.Settings.StatusPeriod);
            Advance();
        }

        public override void PostStop()
        {
            ShowStatus(onlyStopped: true);
            _ = _ingest.CloseAsync(_failure);
        }

        protected override void OnTimer(object timerKey) => ShowStatus(onlyStopped: false);

        private void OnArrival()
        {
            var arrival = Grab(_in);
            Take(arrival);
            Advance();
        }

        private void OnAsked()
        {
            _ingest.Notices.Queue.Ask();
            Advance();
        }

        // While it drains nothing more is wanted of the source.
        private void OnSourceEnded()
        {
            if (!_intake.IsDraining && !_intake.IsStopping) Fail(new InvalidOperationException("the source ended without being asked to"));
        }

        private void OnRecordsEnded()
        {
            _ingest.Notices.Stop();
            Advance();
        }

        private void OnCommitsEnded(Exception cause)
        {
            if (!_isLeaving) Fail(cause);
        }

        private void Fail(Exception failure)
        {
            _failure ??= failure;
            FailStage(failure);
        }

        /// <summary>Everything that can go on does.</summary>
        private void Advance()
        {
            _intake.Hear();
            LetGo();
            foreach (var assignment in Assignments.All)
            {
                if (assignment.Ledger.Watermark is { } watermark) _pending.Advance(assignment.Id, watermark);
            }

            if (_pending.HasReady && IsAvailable(_commits)) Push(_commits, _pending.Take());
            if (IsAvailable(_records)) _intake.Emit();
            if (_intake.IsStopping || (_intake.IsDraining && _intake.IsIdle)) Leave();
            else if (HasRoom && !IsClosed(_in) && !HasBeenPulled(_in)) Pull(_in);
        }

        private void Take(Arrival<TCommit> arrival)
        {
            if (Assignments.Find(arrival.Id.Partition)?.Id != arrival.Id && !Open(arrival)) return;
            if (_intake.Take(arrival.Record) is not null) _pending.Track(arrival.Id, arrival.Record.Offset.Value + 1, arrival.Commit);
        }

        /// <summary>The first record of an assignment begins it; false where it has ended.</summary>
        private bool Open(Arrival<TCommit> arrival)
        {
            var (partition, epoch) = (arrival.Id.Partition, arrival.Id.Epoch);
            if (epoch <= _goneThrough.GetValueOrDefault(partition)) return false;
            if (Assignments.Find(partition) is { } before) LetGo(before);
            Assignments.Add(partition, epoch).Open(arrival.Record.Offset.Value, isCommitted: true);
            return true;
        }

        // While it drains, too: the consumer is told to stop only once this stage has ended, so that a source that ends before was revoked.
        private void LetGo()
        {
            while (_ingest.Gone.TryDequeue(out var id))
            {
                _goneThrough[id.Partition] = Math.Max(id.Epoch, _goneThrough.GetValueOrDefault(id.Partition));
                if (Assignments.Find(id.Partition) is { } assignment && assignment.Id == id) LetGo(assignment);
            }
        }

        private void LetGo(Assignment assignment)
        {
            _intake.Withdraw([assignment]);
            Assignments.Remove(assignment.Id.Partition);
            _pending.Forget(assignment.Id);
        }

        private void Leave()
        {
            if (_isLeaving || _pending.HasReady) return;
            _isLeaving = true;
            Complete(_commits);
            _ = WhenCommittedAsync(GetAsyncCallback(CompleteStage));
        }

        // How it went is told by the run's completion.
        private async Task WhenCommittedAsync(Action left)
        {
            var ends = await _ingest.Ends.ConfigureAwait(false);
            await ends.Committed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            left();
        }

        // Whether a broker answers, the package tells nobody: that it is there must not be claimed.
        private void ShowStatus(bool onlyStopped) => _ingest.Notices.Status = new IngestStatus(
            [.. Assignments.All.Where(a => !onlyStopped || a.StopReason is not null).Select(Show)])
        {
            Durations = Assignments.Durations.Read(),
        };

        // How far the partition's end is, the package does not tell. Nor of what offset a commit was answered, but one that is refused
        // fails the stream: so the watermark stands for what is committed, some seconds early.
        private static PartitionStatus Show(Assignment assignment) => new(
            assignment.Id.Partition, Lag: null, assignment.Ledger.Outstanding, assignment.Ledger.Bytes, assignment.Ledger.Watermark,
            IsPaused: assignment.WantsPause, assignment.StopReason)
        {
            Committed = assignment.Ledger.Watermark,
        };
    }
}
