namespace ActorServe.Deployments;

/// <summary>
/// Thrown for a record that can never be answered: it is not tried again. The message is shown to whoever sent the record, so it must
/// hold no secret and no path.
/// </summary>
public sealed class BadInputException : Exception
{
    /// <summary>A record that cannot be answered, without a reason.</summary>
    public BadInputException()
        : base("The record cannot be answered.")
    {
    }

    /// <summary>A record that cannot be answered.</summary>
    public BadInputException(string message)
        : base(message)
    {
    }

    /// <summary>A record that cannot be answered, and the exception that showed it, which nobody outside sees.</summary>
    public BadInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
