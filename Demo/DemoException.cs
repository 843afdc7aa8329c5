namespace OrleansLedger.Demo;

/// <summary>The demo cannot go on. The message says at which step, why, and where to look; it is shown without a stack trace.</summary>
internal sealed class DemoException : Exception
{
    public DemoException()
    {
    }

    public DemoException(string message)
        : base(message)
    {
    }

    public DemoException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
