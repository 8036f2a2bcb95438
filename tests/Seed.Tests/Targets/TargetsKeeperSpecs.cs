using ActorServe.ActorTestKit;
using ActorServe.Seed.Targets;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs.State;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;

namespace ActorServe.Seed.Tests.Targets;

/// <summary>A seed's keeper in a cluster of one, with a disk that does not take everything.</summary>
public sealed class TargetsKeeperSpecs(ITestOutputHelper output) : PatientTestKit("keeper", output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-").FullName;
    private readonly DiskLag _lag = new(TimeProvider.System);

    private TargetsFile File => new(_folder);

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithActorServeSystem("127.0.0.1", 0, Roles.Seed).WithClusterOfOne();

    [Fact]
    public async Task What_the_cluster_holds_is_written_when_the_disk_can_though_nothing_newer_comes()
    {
        var obstacle = Obstacle();
        await StartAsync(File);
        await ReplicatedTargets.Of(Sys).WriteAsync(Targets(7), Patience);
        await AwaitAssertAsync(() => Assert.StartsWith("targets 7 are not kept yet", _lag.Trouble, StringComparison.Ordinal), Patience);

        obstacle.Delete();

        await AwaitAssertAsync(() => Assert.Equal(7, File.Read().Version), Patience);
        await AwaitAssertAsync(() => Assert.Null(_lag.Trouble), Patience);
    }

    [Fact]
    public async Task A_change_that_was_refused_because_the_disk_did_not_take_it_is_never_written_later()
    {
        var obstacle = Obstacle();
        var keeper = await StartAsync(File);
        await ReplicatedTargets.Of(Sys).WriteAsync(Targets(7), Patience);
        await AwaitAssertAsync(() => Assert.NotNull(_lag.Trouble), Patience);

        var answer = await keeper.Ask<TargetsKeeper.NotKept>(new TargetsKeeper.Keep(Targets(8)), Patience);
        obstacle.Delete();

        Assert.Contains(File.Path, answer.Reason, StringComparison.Ordinal);
        await AwaitAssertAsync(() => Assert.Null(_lag.Trouble), Patience);
        Assert.Equal(7, File.Read().Version);
    }

    [Fact]
    public async Task A_file_that_has_them_and_was_not_flushed_is_told_as_that_and_is_what_is_kept()
    {
        using var disk = new Disk { Failure = new ReplacedNotFlushedException("they may be lost", new IOException()) };
        var keeper = await StartAsync(disk.File(_folder));

        var answer = await keeper.Ask<TargetsKeeper.NotConfirmed>(new TargetsKeeper.Keep(Targets(8)), Patience);
        var kept = await keeper.Ask<TargetsKeeper.Kept>(TargetsKeeper.GetKept.Instance, Patience);

        Assert.Equal((8, 8), (answer.Targets.Version, kept.Targets.Version));
        Assert.NotNull(_lag.Trouble);
        disk.Failure = null;
        await AwaitAssertAsync(() => Assert.Null(_lag.Trouble), Patience);
    }

    [Fact]
    public async Task While_the_disk_hangs_so_many_changes_wait_and_more_are_refused()
    {
        using var disk = new Disk();
        var keeper = await StartAsync(disk.File(_folder));
        disk.Hang();
        for (var version = 1; version <= TargetsKeeper.MostWaiting; version++)
            keeper.Tell(new TargetsKeeper.Keep(Targets(version)), TestActor);

        keeper.Tell(new TargetsKeeper.Keep(Targets(1_000)), TestActor);
        var refused = await ExpectMsgAsync<TargetsKeeper.NotKept>(Patience);
        keeper.Tell(new TargetsKeeper.Keep(Targets(64)), TestActor);
        disk.GoOn();

        Assert.Equal(1_000, refused.Targets.Version);
        for (var answers = 1; answers <= TargetsKeeper.MostWaiting; answers++) await ExpectMsgAsync<TargetsKeeper.Kept>(Patience);
        Assert.Equal(64, File.Read().Version);
    }

    private static ServeTargets Targets(long version) => new(version, Some.Serve(Some.Config(replicas: 1)));

    // The temporary file cannot be made where a folder has its name.
    private DirectoryInfo Obstacle() => Directory.CreateDirectory(Path.Combine(_folder, "targets.json.new"));

    private async Task<IActorRef> StartAsync(TargetsFile file)
    {
        await AwaitAssertAsync(() => Assert.Equal(MemberStatus.Up, Cluster.Get(Sys).SelfMember.Status), Patience);
        var wait = new RewriteWait(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
        return Sys.ActorOf(TargetsKeeper.Props(new TargetsDisk(file, _lag) { Wait = wait }, ServeTargets.None));
    }

    private sealed class Disk : IDisposable
    {
        private readonly ManualResetEventSlim _goesOn = new(true);
        private volatile Exception? _failure;

        public Exception? Failure { set => _failure = value; }

        public void Hang() => _goesOn.Reset();

        public void GoOn() => _goesOn.Set();

        public void Dispose() => _goesOn.Dispose();

        public TargetsFile File(string folder) => new(folder) { Replace = Replace };

        private void Replace(string path, Action<Stream> write)
        {
            _goesOn.Wait(Patience);
            StateFile.Replace(path, write);
            if (_failure is { } failure) throw failure;
        }
    }
}
