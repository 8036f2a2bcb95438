namespace ActorServe.Gateway;

/// <summary>How a pipeline that runs fares at its broker: one of the cases below, and no other.</summary>
public abstract record ReadingStatus
{
    private ReadingStatus()
    {
    }

    /// <summary>Why not everything is read and committed, for a person; null where nothing is known to be wrong.</summary>
    public virtual string? Trouble => null;

    /// <summary>Whether no broker answers; null where that is not known.</summary>
    public virtual bool? IsBrokerAway => null;

    /// <summary>Nothing is known to be wrong, and no broker has answered yet; or the source does not know whether one does.</summary>
    public sealed record NotKnown : ReadingStatus
    {
        /// <summary>The only one there is.</summary>
        public static NotKnown Instance { get; } = new();
    }

    /// <summary>A broker answers, and what is assigned is read.</summary>
    public sealed record Reads : ReadingStatus
    {
        /// <summary>The only one there is.</summary>
        public static Reads Instance { get; } = new();

        /// <inheritdoc/>
        public override bool? IsBrokerAway => false;
    }

    /// <summary>No broker answers, or none lets it in.</summary>
    /// <param name="Reason">In the client's words.</param>
    public sealed record BrokerAway(string Reason) : ReadingStatus
    {
        /// <inheritdoc/>
        public override string? Trouble => Reason;

        /// <inheritdoc/>
        public override bool? IsBrokerAway => true;
    }

    /// <summary>A broker answers, and refuses to be read, or to keep offsets.</summary>
    /// <param name="Reason">In the client's words.</param>
    public sealed record Refused(string Reason) : ReadingStatus
    {
        /// <inheritdoc/>
        public override string? Trouble => Reason;

        /// <inheritdoc/>
        public override bool? IsBrokerAway => false;
    }

    /// <summary>The thread that owns the consumer has said nothing for so long that what it said last may be over.</summary>
    /// <param name="Silence">For how long.</param>
    public sealed record Silent(TimeSpan Silence) : ReadingStatus
    {
        /// <inheritdoc/>
        public override string? Trouble => $"the consumer has not been heard for {(long)Silence.TotalSeconds} s";
    }
}
