namespace OrleansLedger.LocalServers;

/// <summary>
/// The application cannot start, or a part of it cannot, for a reason the user can do something about. The message says what
/// happened, to what, and what to do; it is shown without a stack trace.
/// </summary>
internal sealed class StartException : Exception
{
    public StartException()
    {
    }

    public StartException(string message)
        : base(message)
    {
    }

    public StartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
