using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Exports;

/// <summary>What to do next for a document, seen from its latest entry. Pure.</summary>
internal abstract record EntryPlan
{
    private EntryPlan()
    {
    }

    /// <summary>It stands there as it is.</summary>
    public sealed record Nothing : EntryPlan;

    /// <summary>A call is open for it: its outcome comes first.</summary>
    public sealed record Wait : EntryPlan;

    /// <summary>Write a booking as entry number <paramref name="Entry"/>; <paramref name="Changes"/> is the remote entry to change in place.</summary>
    public sealed record Book(int Entry, RemoteEntry? Changes) : EntryPlan;

    /// <summary>Take entry <paramref name="Of"/> back by a reversal with number <paramref name="Entry"/>; the new booking follows.</summary>
    public sealed record Reverse(int Entry, SyncRecord Of) : EntryPlan;

    /// <param name="latest">The document's entry with the highest number.</param>
    /// <param name="before">Where the latest is a reversal: the booking it takes back.</param>
    /// <param name="hash">Of what would be sent now.</param>
    public static EntryPlan For(SyncRecord? latest, SyncRecord? before, byte[] hash, bool immutable, bool force)
    {
        if (latest is null)
        {
            return new Book(1, Changes: null);
        }

        var reversal = string.Equals(latest.Role, "reversal", StringComparison.Ordinal);
        switch (latest.StateValue)
        {
            case SyncRecordState.Sending:
                return new Wait();
            case SyncRecordState.Synced when reversal:
                return new Book(latest.Entry + 1, Changes: null);
            case SyncRecordState.Synced when !force && latest.ContentHash is { } sent && sent.AsSpan().SequenceEqual(hash):
                return new Nothing();
            case SyncRecordState.Synced when immutable:
                return new Reverse(latest.Entry + 1, latest);
            case SyncRecordState.Synced:
                return new Book(latest.Entry, new RemoteEntry(latest.RemoteId!, latest.RemoteNumber, latest.RemoteVersion));
            case SyncRecordState.TakenBack:
                return new Book(latest.Entry + 1, Changes: null);
            default:
                return reversal && before is not null ? new Reverse(latest.Entry, before) : new Book(latest.Entry, Changes: null);
        }
    }
}
