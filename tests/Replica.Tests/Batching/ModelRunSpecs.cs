using ActorServe.Replica.Batching;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Serving;
using ActorServe.Replica.Tests.Serving;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using static ActorServe.Replica.Tests.Serving.TestRows;

namespace ActorServe.Replica.Tests.Batching;

public sealed class ModelRunSpecs
{
    private readonly FailingTime _time = new();
    private readonly TellRecorder _replica = new();
    private readonly FakeModel _model = new();

    [Fact]
    public void Batches_that_are_short_run_in_one_go()
    {
        Start(_model, 2, 5);

        Assert.Equal([2, 2, 1], _model.BatchSizes);
        Assert.Equal(Enumerable.Range(0, 5), Finished().Entries.Select(NumberOf));
        Assert.Empty(Finished().Unstarted);
    }

    [Fact]
    public void A_run_whose_slice_is_over_gives_back_what_it_did_not_start()
    {
        var slow = new FakeModel
        {
            Answer = (i, _) =>
            {
                _time.Advance(ModelRun.Slice / 2);
                return RowEntry.Completed(i, []);
            },
        };

        Start(slow, 1, 5);

        Assert.Equal(2, Finished().Entries.Length);
        Assert.Equal([2, 3, 4], Finished().Unstarted.Select(r => r.Index));
    }

    [Fact]
    public async Task A_batch_that_goes_on_elsewhere_is_the_last()
    {
        _model.IsHolding = true;
        Start(_model, 2, 5);

        (await _model.HeldAsync()).End();

        var run = await _replica.Told.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((2, 3), (run.Entries.Length, run.Unstarted.Length));
    }

    [Fact]
    public async Task A_run_over_its_time_keeps_what_was_done_fails_what_is_on_and_gives_back_the_rest()
    {
        var mixed = new MixedModel(_model);
        Start(mixed, 1, 3, TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromSeconds(5));
        (await _model.HeldAsync()).End();
        var late = await _replica.Told.Task.WaitAsync(TimeSpan.FromMinutes(1));

        var overdue = Assert.IsType<RunOverdue>(_replica.Messages[0]);
        Assert.Equal([RowStatus.Completed, RowStatus.Failed], overdue.Entries.Select(e => e.Status));
        Assert.Equal(FailureKind.Timeout, overdue.Entries[1].Failure);
        Assert.Equal([2], overdue.Unstarted.Select(r => r.Index));
        Assert.Equal((0, 0), (late.Entries.Length, late.Unstarted.Length));
    }

    [Fact]
    public void A_row_that_the_model_left_without_an_entry_fails()
    {
        _model.Unanswered = 1;

        Start(_model, 2, 3);

        Assert.Equal([RowStatus.Completed, RowStatus.Failed, RowStatus.Failed], Finished().Entries.Select(e => e.Status));
        Assert.Equal(FailureKind.ModelError, Finished().Entries[2].Failure);
        Assert.NotNull(Finished().Fault);
    }

    [Fact]
    public async Task A_row_that_the_model_left_without_an_entry_fails_also_where_a_later_batch_is_over_its_time()
    {
        _model.Unanswered = 1;
        Start(new MixedModel(_model), 2, 3, TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromSeconds(5));
        (await _model.HeldAsync()).End();
        var late = await _replica.Told.Task.WaitAsync(TimeSpan.FromMinutes(1));

        var overdue = Assert.IsType<RunOverdue>(_replica.Messages[0]);
        Assert.Equal(
            [(RowStatus.Completed, FailureKind.None), (RowStatus.Failed, FailureKind.ModelError), (RowStatus.Failed, FailureKind.Timeout)],
            overdue.Entries.Select(entry => (entry.Status, entry.Failure)));
        Assert.NotNull(late.Fault);
    }

    [Fact]
    public void A_run_that_breaks_before_its_model_is_told_as_broken()
    {
        _time.HasNoTimers = true;
        var run = Run(_model, 1, 1, TimeSpan.FromSeconds(5));

        run.Failed(Assert.Throws<InsufficientMemoryException>(run.Run));

        Assert.IsType<InsufficientMemoryException>(Assert.IsType<RunBroken>(_replica.Messages.Single()).Cause);
    }

    [Fact]
    public async Task A_run_that_breaks_after_a_model_that_went_on_elsewhere_is_told_as_broken()
    {
        _model.IsHolding = true;
        Start(_model, 1, 1);
        _time.IsStopped = true;

        (await _model.HeldAsync()).End();

        Assert.IsType<InsufficientMemoryException>((await _replica.Broken.Task.WaitAsync(TimeSpan.FromMinutes(1))).Cause);
    }

    [Fact]
    public void A_run_that_broke_is_never_overdue()
    {
        _model.Answer = (_, _) =>
        {
            _time.IsStopped = true;
            return RowEntry.Completed(0, []);
        };
        var run = Run(_model, 1, 1, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
        run.Failed(Assert.Throws<InsufficientMemoryException>(run.Run));
        _time.IsStopped = false;

        _time.Advance(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.IsType<RunBroken>(_replica.Messages.Single());
    }

    [Fact]
    public async Task A_run_that_does_not_end_in_its_grace_is_told_once_as_stuck()
    {
        _model.IsHolding = true;
        Start(_model, 1, 1, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
        var held = await _model.HeldAsync();

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(_replica.Messages);
        _time.Advance(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(30));
        held.End();
        await _replica.Told.Task.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal([typeof(RunOverdue), typeof(RunStuck), typeof(RunFinished)], _replica.Messages.Select(m => m.GetType()));
    }

    [Fact]
    public async Task A_run_that_ends_in_its_grace_is_not_stuck()
    {
        _model.IsHolding = true;
        Start(_model, 1, 1, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(5));
        (await _model.HeldAsync()).End();
        await _replica.Told.Task.WaitAsync(TimeSpan.FromMinutes(1));

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal([typeof(RunOverdue), typeof(RunFinished)], _replica.Messages.Select(m => m.GetType()));
    }

    [Property]
    public bool Every_row_is_answered_or_given_back_whatever_each_batch_takes(byte rows, byte batch, byte[] micros)
    {
        var time = new FakeTimeProvider();
        var replica = new TellRecorder();
        var calls = 0;
        var model = new FakeModel
        {
            Answer = (i, row) =>
            {
                if (micros.Length > 0) time.Advance(TimeSpan.FromMicroseconds(10 * micros[calls++ % micros.Length]));
                return RowEntry.Completed(i, [new RowOutput(row.Value!.Value)]);
            },
        };
        var settings = new RunSettings(model, batch % 16 + 1, null, time, CancellationToken.None);

        new ModelRun(settings, Admitted(rows + 1), replica).Run();

        var run = (RunFinished)replica.Messages.Single();
        return run.Entries.Select(NumberOf).Concat(run.Unstarted.Select(r => r.Index)).SequenceEqual(Enumerable.Range(0, rows + 1))
            && model.BatchSizes.All(size => size <= settings.MaxBatchSize);
    }

    private RunFinished Finished() => (RunFinished)_replica.Messages.Single();

    private void Start(IModel model, int maxBatchSize, int rows, TimeSpan? timeout = null, TimeSpan? grace = null) =>
        Run(model, maxBatchSize, rows, timeout, grace).Run();

    private ModelRun Run(IModel model, int maxBatchSize, int rows, TimeSpan? timeout = null, TimeSpan? grace = null)
    {
        var settings = new RunSettings(model, maxBatchSize, timeout, _time, CancellationToken.None) { Grace = grace };
        return new ModelRun(settings, Admitted(rows), _replica);
    }

    private static List<AdmittedRow> Admitted(int rows)
    {
        var batch = new OngoingBatch(ActorRefs.Nobody, 1, rows);
        return [.. Enumerable.Range(0, rows).Select(i => new AdmittedRow(Row(i), batch, i, TimeSpan.MaxValue))];
    }

    /// <summary>Answers its first batch at once, and holds the others.</summary>
    private sealed class MixedModel(FakeModel inner) : IModel
    {
        public ModelVersion Version => inner.Version;

        public int DefaultConcurrentBatches => 1;

        public int MostRows => inner.MostRows;

        public bool IsSynchronous => false;

        public ValueTask RunAsync(ReadOnlyMemory<InferRow> rows, Memory<RowEntry> entries, CancellationToken cancellation)
        {
            inner.IsHolding = !inner.BatchSizes.IsEmpty;
            return inner.RunAsync(rows, entries, cancellation);
        }
    }
}
