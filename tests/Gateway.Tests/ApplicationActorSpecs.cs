using System.Collections.Concurrent;
using ActorServe.ActorTestKit;
using ActorServe.Gateway;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Topics;
using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;

namespace ActorServe.Gateway.Tests;

public sealed class ApplicationActorSpecs : PatientTestKit
{
    private readonly ConcurrentQueue<FakePipeline> _runs = [];
    private readonly ApplicationRun _last = new();
    private Func<Task<RunPipeline>> _prepare;

    public ApplicationActorSpecs() => _prepare = () => Task.FromResult<RunPipeline>(_ =>
    {
        var run = new FakePipeline();
        _runs.Enqueue(run);
        return run;
    });

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.AddHocon("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"", HoconAddMode.Prepend);

    [Fact]
    public async Task A_pipeline_that_fails_is_rebuilt_after_a_wait()
    {
        Start();
        await RunsAsync(1);

        await FailAsync("broken");
        var waiting = await StateAsync(PipelineState.BackingOff);
        Advance(TimeSpan.FromSeconds(1));

        await RunsAsync(1);
        var running = await StateAsync(PipelineState.Running);
        Assert.Equal("broken", waiting.Message);
        Assert.Equal(1, running.Restarts);
        Assert.Null(running.Message);
    }

    [Fact]
    public async Task The_wait_doubles_while_it_goes_on_failing_and_starts_anew_after_a_healthy_minute()
    {
        Start();
        foreach (var seconds in new[] { 1, 2, 4 })
        {
            await FailAsync("again");
            await StateAsync(PipelineState.BackingOff);
            Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Empty(_runs);
            Advance(TimeSpan.FromMilliseconds(1));
            await RunsAsync(1);
            await StateAsync(PipelineState.Running);
        }

        Advance(RestartBackoff.HealthyAfter);
        await FailAsync("once more");
        await StateAsync(PipelineState.BackingOff);
        Advance(TimeSpan.FromSeconds(1));

        await RunsAsync(1);
    }

    [Fact]
    public async Task What_cannot_run_says_why_and_is_tried_again()
    {
        var works = _prepare;
        _prepare = () => throw new TopicException("topic digits.requests is missing", isPermanent: true);
        Start();

        var failed = await StateAsync(PipelineState.Failed);
        _prepare = works;
        Advance(TimeSpan.FromSeconds(1));

        await RunsAsync(1);
        Assert.Equal("topic digits.requests is missing", failed.Message);
        Assert.False(failed.IsReady);
    }

    [Fact]
    public async Task One_whose_source_the_gateway_has_not_says_so_and_is_tried_again()
    {
        _prepare = () => throw new SourceMissingException("the source is not here");
        Start();

        Assert.Equal("the source is not here", (await StateAsync(PipelineState.Failed)).Message);
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_about_topics_is_waited_for()
    {
        _prepare = () => throw new TopicException("the topics cannot be looked up: timed out", isPermanent: false);
        Start();

        var waiting = await StateAsync(PipelineState.BackingOff);

        Assert.Equal("the topics cannot be looked up: timed out", waiting.Message);
    }

    [Fact]
    public async Task Another_actor_for_the_application_starts_nothing_before_the_former_run_has_ended()
    {
        var former = new FakePipeline();
        _last.Began(former);

        Start();
        await StateAsync(PipelineState.Starting);
        Advance(TimeSpan.FromSeconds(1));
        await StateAsync(PipelineState.Starting);
        Assert.Empty(_runs);
        former.Fail(new InvalidOperationException("aborted"));

        await RunsAsync(1);
    }

    [Fact]
    public async Task What_keeps_a_running_pipeline_from_reading_is_said_and_makes_it_not_ready()
    {
        Start();
        var run = await RunsAsync(1);
        run.Reading = run.Reading with { Reading = new ReadingStatus.Refused("UnknownTopicOrPart: it is gone") };
        Advance(TimeSpan.FromSeconds(1));
        var troubled = await FishForMessageAsync<PipelineStatus>(s => s.Message is not null);

        run.Reading = run.Reading with { Reading = ReadingStatus.Reads.Instance };
        Advance(TimeSpan.FromSeconds(1));
        var well = await FishForMessageAsync<PipelineStatus>(s => s.Message is null);

        Assert.Equal((PipelineState.Running, false), (troubled.State, troubled.IsReady));
        Assert.True(well.IsReady);
    }

    [Fact]
    public async Task A_broker_that_is_away_shows_while_a_pipeline_runs_and_is_not_known_while_none_does()
    {
        Start();
        var run = await RunsAsync(1);
        run.Reading = run.Reading with { Reading = new ReadingStatus.BrokerAway("all are down") };
        Advance(TimeSpan.FromSeconds(1));
        await FishForMessageAsync<PipelineStatus>(s => s.IsBrokerAway == true);

        await FailAsync("broken");

        Assert.Null((await StateAsync(PipelineState.BackingOff)).IsBrokerAway);
    }

    [Fact]
    public async Task A_run_that_cannot_be_started_is_tried_again()
    {
        var works = _prepare;
        _prepare = () => Task.FromResult<RunPipeline>(_ => throw new InvalidOperationException("no such property"));
        Start();

        Assert.Equal("no such property", (await StateAsync(PipelineState.BackingOff)).Message);
        _prepare = works;
        Advance(TimeSpan.FromSeconds(1));

        await RunsAsync(1);
    }

    [Fact]
    public async Task Drained_it_ends_once_its_pipeline_has()
    {
        var application = Start();
        var run = await RunsAsync(1);
        await WatchAsync(application);

        application.Tell(new GatewayProtocol.Drain(TimeSpan.FromSeconds(60)));
        await StateAsync(PipelineState.Draining);
        await AwaitAssertAsync(() => Assert.True(run.IsDraining));
        run.End();

        await ExpectTerminatedAsync(application);
        Assert.False(run.IsStopped);
    }

    [Fact]
    public async Task A_drain_that_takes_too_long_is_given_up()
    {
        var application = Start();
        var run = await RunsAsync(1);
        run.Reading = run.Reading with { Partitions = [new PartitionFlow(0, 0, 1, false, null), new PartitionFlow(1, 0, 2, false, null)] };
        application.Tell(new GatewayProtocol.Drain(TimeSpan.FromSeconds(60)));
        await StateAsync(PipelineState.Draining);

        Advance(TimeSpan.FromSeconds(60));

        await AwaitAssertAsync(() => Assert.True(run.IsStopped));
        run.End();
        var end = await StateAsync(PipelineState.GivenUp);
        Assert.Contains("about 3 records were not finished", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipeline_that_fails_while_it_drains_has_not_ended_in_good_order()
    {
        var application = Start();
        var run = await RunsAsync(1);
        run.Reading = run.Reading with { Partitions = [new PartitionFlow(0, 0, 3, false, null)] };
        application.Tell(new GatewayProtocol.Drain(TimeSpan.FromSeconds(60)));
        await StateAsync(PipelineState.Draining);

        run.Fail(new InvalidOperationException("the output topic is gone"));

        var end = await StateAsync(PipelineState.GivenUp);
        Assert.Contains("about 3 records were not finished", end.Message, StringComparison.Ordinal);
        Assert.Contains("the output topic is gone", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partitions_that_halted_are_still_seen_when_it_has_ended()
    {
        var application = Start();
        var run = await RunsAsync(1);
        run.Reading = run.Reading with { Partitions = [new PartitionFlow(3, 0, 0, IsPaused: true, "bad record")] };

        application.Tell(new GatewayProtocol.Drain(TimeSpan.FromSeconds(60)));
        await StateAsync(PipelineState.Draining);
        run.End();

        Assert.Equal("bad record", Assert.Single((await StateAsync(PipelineState.Stopped)).Partitions).HaltedReason);
    }

    [Fact]
    public async Task Drained_while_it_backs_off_it_ends_at_once()
    {
        var application = Start();
        await FailAsync("broken");
        await StateAsync(PipelineState.BackingOff);
        await WatchAsync(application);

        application.Tell(new GatewayProtocol.Drain(TimeSpan.FromSeconds(60)));

        await ExpectTerminatedAsync(application);
    }

    [Fact]
    public async Task Drained_while_it_starts_it_never_runs()
    {
        var prepared = new TaskCompletionSource<RunPipeline>();
        var works = await _prepare();
        _prepare = () => prepared.Task;
        var application = Start();
        await StateAsync(PipelineState.Starting);
        await WatchAsync(application);

        application.Tell(new GatewayProtocol.Drain(TimeSpan.FromSeconds(60)));
        await StateAsync(PipelineState.Draining);
        prepared.SetResult(works);

        await ExpectTerminatedAsync(application);
        Assert.Empty(_runs);
    }

    [Fact]
    public async Task Totals_are_of_all_runs_together()
    {
        Start();
        var first = await RunsAsync(1);
        first.Reading = first.Reading with { Totals = new PipelineTotals(RecordsIn: 10, Results: 8) };
        await FailAsync("broken");
        await StateAsync(PipelineState.BackingOff);
        Advance(TimeSpan.FromSeconds(1));
        var second = await RunsAsync(1);
        second.Reading = second.Reading with { Totals = new PipelineTotals(RecordsIn: 5, Results: 5) };

        Advance(TimeSpan.FromSeconds(1));

        await FishForMessageAsync<PipelineStatus>(s => s.Totals is { RecordsIn: 15, Results: 13 });
    }

    private IActorRef Start() => Sys.ActorOf(ApplicationActor.Props("digits", _ => _prepare(), _last, TestActor));

    private void Advance(TimeSpan time) => ((TestScheduler)Sys.Scheduler).Advance(time);

    private async Task<PipelineStatus> StateAsync(PipelineState state) =>
        await FishForMessageAsync<PipelineStatus>(status => status.State == state);

    private async Task<FakePipeline> RunsAsync(int count)
    {
        await AwaitAssertAsync(() => Assert.Equal(count, _runs.Count));
        return _runs.Last();
    }

    private async Task FailAsync(string reason)
    {
        await AwaitAssertAsync(() => Assert.NotEmpty(_runs));
        Assert.True(_runs.TryDequeue(out var run));
        run.Fail(new InvalidOperationException(reason));
    }

    private async Task ExpectTerminatedAsync(IActorRef application) =>
        await FishForMessageAsync(message => message is Terminated ended && ended.ActorRef.Equals(application));
}
