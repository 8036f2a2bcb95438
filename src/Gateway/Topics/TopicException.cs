namespace ActorServe.Gateway.Topics;

/// <summary>
/// An application's topics are not as it needs them, or could not be looked up. The message names them and says what to do.
/// </summary>
/// <param name="message">For a person.</param>
/// <param name="isPermanent">It stays so until somebody changes the file, the topics or the rights; else the broker was away or
/// busy.</param>
public sealed class TopicException(string message, bool isPermanent) : Exception(message)
{
    /// <summary>Waiting alone does not mend it.</summary>
    public bool IsPermanent { get; } = isPermanent;
}
