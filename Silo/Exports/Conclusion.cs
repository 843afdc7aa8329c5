using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Exports;

/// <summary>The one translation from the outcome of a document that was not written, and its attempt, to its next state in the job.</summary>
internal static class Conclusion
{
    /// <param name="about">A prefix that names what the outcome concerns, where that is not the entry itself.</param>
    /// <returns>Null where the outcome concerns this document alone; else the step that stops the job.</returns>
    public static JobStep? Draw(Turn turn, ExportSlice slice, OpenDocument open, WriteOutcome outcome, string about)
    {
        if (JobStep.Stopping(outcome) is { } stop)
        {
            // Not the document's fault: it costs no attempt.
            slice.Postpone(open, notBefore: null, entryDone: false, countsAsAttempt: false, detail: null);
            return stop;
        }

        switch (outcome)
        {
            case WriteOutcome.Rejected r:
                slice.End(open, DocumentOutcome.Failed, $"{about}{r.Text} ({r.Code}{(TransactionFields.Of(r.Field) is { } field ? $", field {field}" : "")})");
                break;
            case WriteOutcome.Unknown u:
                slice.Postpone(open, notBefore: null, entryDone: false, countsAsAttempt: false, $"{about}{u.Text}");
                break;
            case WriteOutcome.RetryLater r:
                Retry(turn, slice, open, $"{about}{r.Text}");
                break;
        }

        return null;
    }

    /// <summary>Counts an attempt: the document is tried again later, or fails after the last one.</summary>
    public static void Retry(Turn turn, ExportSlice slice, OpenDocument open, string text)
    {
        if (RetrySchedule.Next(open.Attempt + 1, turn.Clock.GetUtcNow(), until: null, turn.Options.RetryUnit) is { } next)
        {
            slice.Postpone(open, next, open.EntryDone, countsAsAttempt: true, text);
        }
        else
        {
            slice.End(open, DocumentOutcome.Failed, $"{text} Given up after {RetrySchedule.Attempts} attempts; export it again when the cause is removed.");
        }
    }
}
