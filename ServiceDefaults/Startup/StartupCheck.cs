namespace OrleansLedger.ServiceDefaults.Startup;

/// <summary>Looks, once the database answers, for a reason why the process cannot do its work with these settings.</summary>
/// <param name="FindErrorAsync">Returns what is wrong and what to do, or null.</param>
public sealed record StartupCheck(Func<IServiceProvider, CancellationToken, Task<string?>> FindErrorAsync);
