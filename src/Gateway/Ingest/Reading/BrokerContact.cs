using Confluent.Kafka;

namespace ActorServe.Gateway.Ingest.Reading;

/// <summary>
/// Whether a broker answers the consumer. What the client says of connections only raises a doubt: it says it once or not at all, and never
/// that it is over. Where there is a doubt a broker is asked, and its answer, or that there is none, decides. Pure but for the clock.
/// </summary>
internal sealed class BrokerContact(TimeProvider time)
{
    /// <summary>How long nothing may be assigned after the start before somebody asks.</summary>
    public static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);

    /// <summary>How long nothing may come from a broker that has answered before somebody asks.</summary>
    public static readonly TimeSpan QuietPatience = TimeSpan.FromSeconds(30);

    // One question may meet a leader that has just gone, or a machine that is busy.
    private const int UnansweredWhereAway = 2;

    private long _heard = time.GetTimestamp();
    private string? _doubt;
    private int _unanswered;

    /// <summary>Whether no broker answers; null before anything was known.</summary>
    public bool? IsAway { get; private set; }

    /// <summary>Why no broker answers, as far as the client says.</summary>
    public string Reason => _doubt ?? "no broker answers";

    /// <summary>Whether a broker should be asked.</summary>
    public bool IsInDoubt =>
        IsAway == true || _doubt is not null || time.GetElapsedTime(_heard) >= (IsAway is null ? StartPatience : QuietPatience);

    /// <summary>Whether an error is about connections alone, and so for this to judge.</summary>
    public static bool IsOfConnection(ErrorCode code) => code
        is ErrorCode.Local_Transport or ErrorCode.Local_Resolve or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Authentication
        or ErrorCode.Local_Ssl or ErrorCode.Local_TimedOut or ErrorCode.Local_WaitCoord;

    /// <summary>The client says that something is wrong with a connection.</summary>
    public void Doubt(Error error)
    {
        // That all are down says less than why one is.
        if (_doubt is not null && error.Code == ErrorCode.Local_AllBrokersDown) return;
        _doubt = $"{error.Code}: {error.Reason}";
    }

    /// <summary>A broker answered just now.</summary>
    public void Answered() => (IsAway, _doubt, _unanswered, _heard) = (false, null, 0, time.GetTimestamp());

    /// <summary>Records came: no reason to ask. They end no doubt, because the client may have had them for long.</summary>
    public void Read()
    {
        _heard = time.GetTimestamp();
        // A question that nobody answered between records was one of a bad moment.
        if (_doubt is null && IsAway != true) _unanswered = 0;
    }

    /// <summary>A broker was asked, and none answered in time.</summary>
    public void Unanswered()
    {
        if (++_unanswered >= UnansweredWhereAway) IsAway = true;
    }
}
