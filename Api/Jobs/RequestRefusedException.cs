namespace OrleansLedger.Api.Jobs;

/// <summary>A request that is refused; <paramref name="code"/> is snake_case, the message says what to do next.</summary>
public sealed class RequestRefusedException(string code, string message) : Exception(message)
{
    public string Code => code;

    /// <summary>The field of the input that is wrong, as the API spells it; null where no single one is.</summary>
    public string? Field { get; init; }
}
