using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorServe.Seed.Targets;

/// <summary>
/// Keeps the cluster's targets on its seed's disk, one on each seed, and offers what it has when the seed joins. Without a state folder it
/// keeps nothing, and says that it did.
/// </summary>
/// <remarks>
/// Only newer targets are written, one write at a time; the file never goes back, whatever comes in which order. Whoever asked to keep some
/// is told what is kept: where that is not what it sent, newer targets took its place.
/// </remarks>
internal sealed class TargetsKeeper : UntypedActor
{
    private static readonly TimeSpan OfferTimeout = TimeSpan.FromSeconds(5);

    private readonly TargetsFile? _file;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<(IActorRef Asker, ServeTargets Targets)> _waiting = [];
    private ServeTargets _kept;
    private IActorRef _follower = ActorRefs.Nobody;
    private ServeTargets? _writing;

    public TargetsKeeper(TargetsFile? file, ServeTargets kept) => (_file, _kept) = (file, kept);

    /// <summary>The actor.</summary>
    /// <param name="file">Null keeps nothing.</param>
    /// <param name="kept">What is in the file.</param>
    public static Props Props(TargetsFile? file, ServeTargets kept) => Akka.Actor.Props.Create(() => new TargetsKeeper(file, kept));

    protected override void PreStart()
    {
        var self = Self;
        // Joined, so that a majority is one of the cluster and not of this node alone.
        Cluster.Get(Context.System).RegisterOnMemberUp(() => self.Tell(Offer.Instance));
        if (_file is not null) _follower = Context.ActorOf(TargetsFollower.Props(Self, targets => new Keep(targets)), "follower");
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Keep keep: Add(keep.Targets); break;
            case GetKept: Sender.Tell(new Kept(_kept)); break;
            case Written written: OnWritten(written.Failure); break;
            case Offer: OfferKept(); break;
            default: Unhandled(message); break;
        }
    }

    private void Add(ServeTargets targets)
    {
        // The follower tells, and asks nothing.
        _waiting.Add((Sender.Equals(_follower) ? ActorRefs.Nobody : Sender, targets));
        if (_writing is null) WriteNewest();
    }

    private void WriteNewest()
    {
        AnswerKept();
        if (_waiting.Count == 0) return;

        var newest = _waiting.Select(w => w.Targets).Aggregate((one, other) => one.Merge(other));
        if (_file is null)
        {
            _kept = newest;
            AnswerKept();
            return;
        }

        _writing = newest;
        // A disk may take its time: on a thread of the pool, never on the dispatcher.
        Task.Run(() => _file.Write(newest)).PipeTo(Self, success: () => new Written(null), failure: cause => new Written(cause));
    }

    private void OnWritten(Exception? failure)
    {
        var targets = _writing!;
        _writing = null;
        if (failure is null) _kept = targets;
        else Fail(failure);
        WriteNewest();
    }

    private void Fail(Exception failure)
    {
        _log.Error(failure, "{0} cannot be written.", _file!.Path);
        foreach (var (asker, targets) in _waiting) asker.Tell(new NotKept(targets, $"{_file.Path} cannot be written: {failure.Message}"), Self);
        _waiting.Clear();
    }

    private void AnswerKept()
    {
        foreach (var (asker, _) in _waiting.Where(w => !w.Targets.IsNewerThan(_kept))) asker.Tell(new Kept(_kept), Self);
        _waiting.RemoveAll(w => !w.Targets.IsNewerThan(_kept));
    }

    private void OfferKept()
    {
        if (_kept.Version == 0) return;

        _log.Info("Offering targets {0} of {1}.", _kept.Version, _file?.Path);
        var log = _log;
        _ = ReplicatedTargets.Of(Context.System).WriteAsync(_kept, OfferTimeout).ContinueWith(
            offer => log.Warning("Targets could not be offered: {0}", offer.Exception?.GetBaseException().Message),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    /// <summary>These are to be kept. Answered with one <see cref="Kept"/> when they, or newer ones, are on the disk, or with <see cref="NotKept"/>.</summary>
    public sealed record Keep(ServeTargets Targets) : INoSerializationVerificationNeeded;

    /// <summary>Answered with one <see cref="Kept"/>.</summary>
    public sealed record GetKept : INoSerializationVerificationNeeded
    {
        /// <summary>The only one there is.</summary>
        public static GetKept Instance { get; } = new();
    }

    /// <summary>What is kept now.</summary>
    public sealed record Kept(ServeTargets Targets) : INoSerializationVerificationNeeded;

    /// <summary>The disk does not take them.</summary>
    public sealed record NotKept(ServeTargets Targets, string Reason) : INoSerializationVerificationNeeded;

    private sealed record Written(Exception? Failure) : INoSerializationVerificationNeeded;

    private sealed record Offer : INoSerializationVerificationNeeded
    {
        public static Offer Instance { get; } = new();
    }
}
