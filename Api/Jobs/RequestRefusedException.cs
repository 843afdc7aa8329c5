namespace OrleansLedger.Api.Jobs;

/// <summary>A request that cannot be taken; <paramref name="code"/> is snake_case, the message says what to do next.</summary>
public sealed class RequestRefusedException(string code, string message) : Exception(message)
{
    public string Code => code;
}
