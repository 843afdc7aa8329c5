using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Exports;

/// <summary>The one translation from the outcome of a sent entry to its sync record.</summary>
internal static class Settlement
{
    /// <summary>Null where the outcome is unknown: the entry stays as being sent.</summary>
    /// <param name="changed">The entry stood there before and was being changed.</param>
    public static SettledEntry? Of(string entryKey, WriteOutcome outcome, bool changed)
    {
        var failed = changed ? SyncRecordMachine.Next(SyncRecordState.Sending, SyncRecordEvent.KeepOld) : SyncRecordMachine.Next(SyncRecordState.Sending, SyncRecordEvent.Fail);
        return outcome switch
        {
            WriteOutcome.Written w => Confirmed(entryKey, w.Entry),
            WriteOutcome.AlreadyThere a => Confirmed(entryKey, a.Entry),
            WriteOutcome.Rejected r => new SettledEntry(entryKey, failed, ErrorCode: r.Code, ErrorText: r.Text, ErrorField: r.Field, KeepOld: changed),
            WriteOutcome.RetryLater r => new SettledEntry(entryKey, failed, ErrorCode: r.Code, ErrorText: r.Text, KeepOld: changed),
            WriteOutcome.ReauthoriseNeeded r => new SettledEntry(entryKey, failed, ErrorCode: r.Code, ErrorText: r.Text, KeepOld: changed),
            WriteOutcome.Unavailable u => new SettledEntry(entryKey, failed, ErrorCode: u.Code, ErrorText: u.Text, KeepOld: changed),
            WriteOutcome.CompanyInactive c => new SettledEntry(entryKey, failed, ErrorCode: c.Code, ErrorText: c.Text, KeepOld: changed),
            WriteOutcome.Unknown => null,
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome"),
        };
    }

    private static SettledEntry Confirmed(string entryKey, RemoteEntry entry) => new(
        entryKey, SyncRecordMachine.Next(SyncRecordState.Sending, SyncRecordEvent.Confirm), entry.RemoteId, entry.Number, entry.Version);
}
