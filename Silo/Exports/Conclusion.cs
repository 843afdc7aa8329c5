using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Exports;

/// <summary>The one translation from a document's outcome and attempt to its next state in the job.</summary>
internal static class Conclusion
{
    /// <param name="about">What the outcome is of, where that is not the entry itself.</param>
    public static void Draw(Turn turn, ExportSlice slice, OpenDocument open, WriteOutcome outcome, string about)
    {
        if (outcome is WriteOutcome.Unavailable or WriteOutcome.CompanyInactive)
        {
            outcome = outcome is WriteOutcome.Unavailable u ? new WriteOutcome.RetryLater(u.Code, u.Text) : new WriteOutcome.RetryLater(((WriteOutcome.CompanyInactive)outcome).Code, ((WriteOutcome.CompanyInactive)outcome).Text);
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
                if (RetrySchedule.Next(open.Attempt + 1, turn.Clock.GetUtcNow(), r.Until, turn.Options.RetryUnit) is { } next)
                {
                    slice.Postpone(open, next, entryDone: false, countsAsAttempt: true, $"{about}{r.Text}");
                }
                else
                {
                    slice.End(open, DocumentOutcome.Failed, $"{about}{r.Text} Given up after {RetrySchedule.Attempts} attempts; export it again when the cause is mended.");
                }

                break;
        }
    }
}
