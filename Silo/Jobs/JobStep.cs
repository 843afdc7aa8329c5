using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Jobs;

/// <summary>What a handler's part of a turn came to.</summary>
internal abstract record JobStep
{
    private JobStep()
    {
    }

    /// <summary>One transition of the job.</summary>
    public sealed record Moved(JobMove Move) : JobStep;

    /// <summary>The provider withdrew the consent: the connection itself changes, and with it every open job.</summary>
    public sealed record ConsentLost(string Code, string Text) : JobStep;

    public static JobStep Completed(string? resultJson = null) => new Moved(new JobMove(JobEvent.Complete, Result: resultJson));

    public static JobStep Yield { get; } = new Moved(new JobMove(JobEvent.Yield));

    public static JobStep Cancelled { get; } = new Moved(new JobMove(JobEvent.Cancel));

    public static JobStep Snooze(DateTimeOffset until, string waitingFor) => new Moved(new JobMove(JobEvent.Snooze, NotBefore: until, WaitingFor: waitingFor));

    public static JobStep Discard(string code, string text) => new Moved(new JobMove(JobEvent.Discard, ErrorCode: code, ErrorText: text));

    /// <summary>The one translation from a failure of a whole job and its attempt to the job's next state.</summary>
    public static JobStep From(ProviderFailure failure, Job job, Turn turn)
    {
        switch (failure)
        {
            case ProviderFailure.ConsentLost or ProviderFailure.Unauthorized:
                return new ConsentLost(failure.Code, failure.Text);
            case ProviderFailure.RateLimited limited:
                return Snooze(limited.Until, limited.Text);
            case ProviderFailure.Rejected or ProviderFailure.NotFound:
                return Discard(failure.Code, failure.Text);
            default:
                var next = RetrySchedule.Next(job.Attempt + 1, turn.Clock.GetUtcNow(), until: null, turn.Options.RetryUnit);
                return next is { } at
                    ? new Moved(new JobMove(JobEvent.Retry, NotBefore: at, WaitingFor: failure.Text, ErrorCode: failure.Code, ErrorText: failure.Text, Attempt: job.Attempt + 1))
                    : Discard(failure.Code, $"{failure.Text} Given up after {RetrySchedule.Attempts} attempts; start it again when {turn.Provider.Manifest.DisplayName} works.");
        }
    }
}

/// <summary>Works on jobs of one kind, within a turn.</summary>
internal interface IJobHandler
{
    string Kind { get; }

    /// <summary>False for commands that also run while the company has not been read since the consent.</summary>
    bool NeedsCompany => true;

    /// <summary>Works until it is done, the turn is over, or it has to wait. Must leave everything it began settled or on record.</summary>
    Task<JobStep> RunAsync(Turn turn, Job job, CancellationToken cancellationToken);
}
