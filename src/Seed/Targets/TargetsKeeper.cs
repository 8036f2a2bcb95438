using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs.State;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorServe.Seed.Targets;

/// <summary>What a <see cref="TargetsKeeper"/> writes to.</summary>
/// <param name="File">Null keeps nothing.</param>
/// <param name="Lag">Told how far the disk is behind.</param>
internal sealed record TargetsDisk(TargetsFile? File, DiskLag Lag)
{
    /// <summary>When what could not be written is tried again.</summary>
    public RewriteWait Wait { get; init; } = RewriteWait.Default;
}

/// <summary>
/// Keeps the cluster's targets on its seed's disk, one on each seed, and offers what it has when the seed joins. Without a state folder it
/// keeps nothing, and says that it did.
/// </summary>
/// <remarks>
/// Only newer targets are written, one write at a time; the file never goes back, whatever comes in which order. Whoever asked to keep some
/// is told what is kept: where that is not what it sent, newer targets took its place. What the cluster holds is tried again until the disk
/// has it; what somebody asked to keep and was refused is never written later.
/// </remarks>
internal sealed class TargetsKeeper : UntypedActor, IWithTimers
{
    /// <summary>So many changes wait for a disk that does not answer; more are refused.</summary>
    internal const int MostWaiting = 64;

    private static readonly TimeSpan OfferTimeout = TimeSpan.FromSeconds(5);

    private readonly TargetsDisk _disk;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<(IActorRef Asker, ServeTargets Targets)> _waiting = [];
    private ServeTargets _held = ServeTargets.None;
    private ServeTargets _kept;
    private ServeTargets? _writing;
    private int _failures;
    private bool _isFlushed = true;

    public TargetsKeeper(TargetsDisk disk, ServeTargets kept) => (_disk, _kept) = (disk, kept);

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The actor.</summary>
    /// <param name="disk">Where to.</param>
    /// <param name="kept">What is in the file.</param>
    public static Props Props(TargetsDisk disk, ServeTargets kept) => Akka.Actor.Props.Create(() => new TargetsKeeper(disk, kept));

    protected override void PreStart()
    {
        var self = Self;
        // Joined, so that a majority is one of the cluster and not of this node alone.
        Cluster.Get(Context.System).RegisterOnMemberUp(() => self.Tell(Offer.Instance));
        if (_disk.File is not null) Context.ActorOf(TargetsFollower.Props(Self, targets => targets), "follower");
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Keep keep: Add(keep.Targets); break;
            case GetKept: Sender.Tell(new Kept(_kept)); break;
            case ServeTargets held: Hear(held); break;
            case Written written: OnWritten(written.Failure); break;
            case Again: WriteNewest(); break;
            case Offer: OfferKept(); break;
            default: Unhandled(message); break;
        }
    }

    private void Add(ServeTargets targets)
    {
        // Whoever asks for the same again has given up what it asked before.
        _waiting.RemoveAll(w => w.Targets.IsSameAs(targets));
        if (_waiting.Count < MostWaiting) _waiting.Add((Sender, targets));
        else Sender.Tell(new NotKept(targets, $"{_waiting.Count} changes wait for {_disk.File?.Path} already"));
        WriteNewest();
    }

    private void Hear(ServeTargets held)
    {
        _held = _held.Merge(held);
        WriteNewest();
    }

    private void WriteNewest()
    {
        if (_writing is not null) return;

        if (_isFlushed) AnswerKept();
        var newest = _waiting.Select(w => w.Targets).Aggregate(_held.Merge(_kept), (one, other) => one.Merge(other));
        if (_isFlushed && !newest.IsNewerThan(_kept)) _disk.Lag.HasAll();
        else if (_disk.File is { } file) Write(file, newest);
        else Forget(newest);
    }

    private void Forget(ServeTargets newest)
    {
        _kept = newest;
        AnswerKept();
    }

    private void Write(TargetsFile file, ServeTargets targets)
    {
        _writing = targets;
        _disk.Lag.Wants(targets.Version);
        // A disk may take its time: on a thread of the pool, never on the dispatcher.
        Task.Run(() => file.Write(targets)).PipeTo(Self, success: () => new Written(null), failure: cause => new Written(cause));
    }

    private void OnWritten(Exception? failure)
    {
        var written = _writing!;
        _writing = null;
        if (failure is null) (_kept, _isFlushed, _failures) = (written, true, 0);
        else if (failure is ReplacedNotFlushedException) (_kept, _isFlushed) = (written, false);
        if (failure is null) WriteNewest();
        else Fail(failure);
    }

    private void Fail(Exception failure)
    {
        _log.Error(failure, "{0} cannot be written.", _disk.File!.Path);
        if (_isFlushed) AnswerKept();
        foreach (var (asker, targets) in _waiting) asker.Tell(FailureOf(targets, failure), Self);
        _waiting.Clear();
        if (_isFlushed && !_held.IsNewerThan(_kept))
        {
            // What failed is refused, and the disk has what holds.
            _disk.Lag.HasAll();
            return;
        }

        _disk.Lag.Failed(_held.Merge(_kept).Version, failure.Message);
        Timers.StartSingleTimer(nameof(Again), Again.Instance, _disk.Wait.After(++_failures));
    }

    private object FailureOf(ServeTargets targets, Exception failure) => targets.IsNewerThan(_kept)
        ? new NotKept(targets, $"{_disk.File!.Path} cannot be written: {failure.Message}")
        : new NotConfirmed(_kept, failure.Message);

    private void AnswerKept()
    {
        foreach (var (asker, _) in _waiting.Where(w => !w.Targets.IsNewerThan(_kept))) asker.Tell(new Kept(_kept), Self);
        _waiting.RemoveAll(w => !w.Targets.IsNewerThan(_kept));
    }

    private void OfferKept()
    {
        if (_kept.Version == 0) return;

        _log.Info("Offering targets {0} of {1}.", _kept.Version, _disk.File?.Path);
        var log = _log;
        _ = ReplicatedTargets.Of(Context.System).WriteAsync(_kept, OfferTimeout).ContinueWith(
            offer => log.Warning("Targets could not be offered: {0}", offer.Exception?.GetBaseException().Message),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    /// <summary>
    /// These are to be kept. Answered with one <see cref="Kept"/> when they, or newer ones, are on the disk, else with
    /// <see cref="NotKept"/> or <see cref="NotConfirmed"/>. Asking for the same again takes the place of having asked before, which is not
    /// answered then.
    /// </summary>
    public sealed record Keep(ServeTargets Targets) : INoSerializationVerificationNeeded;

    /// <summary>Answered with one <see cref="Kept"/>.</summary>
    public sealed record GetKept : INoSerializationVerificationNeeded
    {
        /// <summary>The only one there is.</summary>
        public static GetKept Instance { get; } = new();
    }

    /// <summary>What is kept now.</summary>
    public sealed record Kept(ServeTargets Targets) : INoSerializationVerificationNeeded;

    /// <summary>The disk does not take them; the file is as it was, and they are not tried again.</summary>
    public sealed record NotKept(ServeTargets Targets, string Reason) : INoSerializationVerificationNeeded;

    /// <summary>The file has these, which a power cut may take back; they are written again until the disk says that it has them.</summary>
    public sealed record NotConfirmed(ServeTargets Targets, string Reason) : INoSerializationVerificationNeeded;

    private sealed record Written(Exception? Failure) : INoSerializationVerificationNeeded;

    private sealed record Again : INoSerializationVerificationNeeded
    {
        public static Again Instance { get; } = new();
    }

    private sealed record Offer : INoSerializationVerificationNeeded
    {
        public static Offer Instance { get; } = new();
    }
}
