using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Jobs;

/// <summary>The result of running a job for a part of a turn.</summary>
internal abstract record JobStep
{
    /// <summary>The code of a job or document that a defect of this program stopped.</summary>
    public const string InternalError = "internal_error";

    private JobStep()
    {
    }

    /// <summary>One transition of the job.</summary>
    public sealed record Moved(JobMove Move) : JobStep;

    /// <summary>The provider does not work: the connection pauses and the job waits with it, at no cost of attempts.</summary>
    /// <param name="OnWrite">A write failed: reads may well succeed, and only a write that succeeds ends the outage.</param>
    public sealed record Outage(string Code, string Text, bool OnWrite) : JobStep;

    /// <summary>The provider withdrew the consent: the connection itself changes, and with it every open job.</summary>
    public sealed record ConsentLost(string Code, string Text) : JobStep;

    /// <summary>The provider refuses an access token that was renewed just now. That may pass, so it is checked several times before the consent counts as lost.</summary>
    public sealed record TokenRefused(string Code, string Text) : JobStep;

    /// <summary>The company takes no entries until its owner acts at the provider.</summary>
    public sealed record CompanyInactive(string Code, string Text) : JobStep;

    public static JobStep Completed(string? resultJson = null) => new Moved(new JobMove(JobEvent.Complete, Result: resultJson));

    public static JobStep Yield { get; } = new Moved(new JobMove(JobEvent.Yield));

    public static JobStep Cancelled { get; } = new Moved(new JobMove(JobEvent.Cancel));

    public static JobStep Snooze(DateTimeOffset until, string waitingFor) => new Moved(new JobMove(JobEvent.Snooze, NotBefore: until, WaitingFor: waitingFor));

    public static JobStep Discard(string code, string text) => new Moved(new JobMove(JobEvent.Discard, ErrorCode: code, ErrorText: text));

    /// <summary>The one translation from a failure of a whole job and its attempt to the job's next state.</summary>
    public static JobStep From(ProviderFailure failure, Job job, Turn turn) => failure switch
    {
        ProviderFailure.ConsentLost => new ConsentLost(failure.Code, failure.Text),
        ProviderFailure.Unauthorized => new TokenRefused(failure.Code, failure.Text),
        ProviderFailure.CompanyInactive => new CompanyInactive(failure.Code, failure.Text),
        ProviderFailure.RateLimited limited => Snooze(limited.Until, limited.Text),
        ProviderFailure.Rejected or ProviderFailure.NotFound => Discard(failure.Code, failure.Text),
        ProviderFailure.Transient => new Outage(failure.Code, failure.Text, OnWrite: false),
        ProviderFailure.OutcomeUnknown => new Outage(failure.Code, failure.Text, OnWrite: true),
        _ => Again(
            failure.Code,
            failure.Text,
            $"{failure.Text} Given up after {RetrySchedule.Attempts} attempts; start it again when {turn.Provider.Manifest.DisplayName} works.",
            job,
            turn),
    };

    /// <summary>The step for an outcome that stops the whole job; null where it concerns its document alone.</summary>
    public static JobStep? Stopping(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.ReauthoriseNeeded { ConsentIsGone: true } lost => new ConsentLost(lost.Code, lost.Text),
        WriteOutcome.ReauthoriseNeeded refused => new TokenRefused(refused.Code, refused.Text),
        WriteOutcome.CompanyInactive inactive => new CompanyInactive(inactive.Code, inactive.Text),
        WriteOutcome.Unavailable unavailable => new Outage(unavailable.Code, unavailable.Text, OnWrite: true),
        WriteOutcome.RetryLater { Until: { } until } later => Snooze(until, later.Text),
        _ => null,
    };

    /// <summary>The step for a defect of this program: tried again, since what it met may pass, and given up after some attempts.</summary>
    public static JobStep From(Exception defect, Job job, Turn turn)
    {
        var what = $"An internal error stopped this job ({defect.GetType().Name}).";
        return Again(
            InternalError,
            $"{what} It is tried again by itself; the silo's log has the details.",
            $"{what} Given up after {RetrySchedule.Attempts} attempts. Report it with the silo's log, and start the job again after an update.",
            job,
            turn);
    }

    private static JobStep Again(string code, string text, string givenUp, Job job, Turn turn) =>
        RetrySchedule.Next(job.Attempt + 1, turn.Clock.GetUtcNow(), until: null, turn.Options.RetryUnit) is { } at
            ? new Moved(new JobMove(JobEvent.Retry, NotBefore: at, WaitingFor: text, ErrorCode: code, ErrorText: text, Attempt: job.Attempt + 1))
            : Discard(code, givenUp);
}

/// <summary>Works on jobs of one kind, within a turn.</summary>
internal interface IJobHandler
{
    string Kind { get; }

    /// <summary>True where a person waits for the answer: during an outage of the provider the job ends with the reason instead of waiting for the outage's end.</summary>
    bool AnswersAtOnce => false;

    /// <summary>False for commands that also run while the company has not been read since the consent.</summary>
    bool NeedsCompany => true;

    /// <summary>Works until it is done, the turn is over, or it has to wait. Must leave everything it began settled or on record.</summary>
    Task<JobStep> RunAsync(Turn turn, Job job, CancellationToken cancellationToken);
}
