namespace OrleansLedger.Domain.Access;

/// <summary>The first place where a chain does not hold. <paramref name="Code"/>: missing, altered, unlinked, truncated, beyond_head, rewritten.</summary>
public sealed record AuditBreak(long Sequence, string Code, string Text);

/// <summary>What verifying a chain has found.</summary>
/// <param name="Entries">How many entries stand unbroken from the first.</param>
/// <param name="Head">The end the database names. Kept elsewhere, it is what the next verification can be held against.</param>
/// <param name="Break">Null where the chain is whole.</param>
public sealed record AuditVerdict(long Entries, AuditHead Head, AuditBreak? Break)
{
    public bool IsWhole => Break is null;
}

/// <summary>Goes along a chain entry by entry, remembering only the last one.</summary>
/// <param name="head">The end the chain should have.</param>
/// <param name="known">An end noted earlier and kept elsewhere.</param>
/// <remarks>
/// Without a known end this shows what was done to some rows: altered, removed, swapped, cut off at the end, added behind the end. It cannot
/// show that somebody with the rights of the database's owner wrote the chain anew with fitting hashes and moved the head along, or removed
/// entries and head together: everything it could be held against is then theirs. A head kept elsewhere shows both, for all entries up to it.
/// </remarks>
public sealed class AuditWalk(AuditHead head, AuditHead? known)
{
    private AuditHead _last = AuditHead.None;

    /// <summary>The sequence reached.</summary>
    public long At => _last.Sequence;

    public AuditBreak? Break { get; private set; }

    /// <returns>False once the chain is broken or its end is reached.</returns>
    public bool Step(AuditEntry entry)
    {
        var expected = _last.Sequence + 1;
        Break = entry switch
        {
            _ when entry.Sequence > head.Sequence => null,
            _ when entry.Sequence != expected => new(expected, "missing", $"Entry {expected} is missing: after {_last.Sequence} comes {entry.Sequence}."),
            _ when !entry.IsIntact() => new(expected, "altered", $"Entry {expected} was altered: its content does not have its hash."),
            _ when !entry.PreviousHash.AsSpan().SequenceEqual(_last.Hash) => new(expected, "unlinked", $"Entry {expected} does not follow entry {_last.Sequence}: it carries the hash of another."),
            _ when known?.Sequence == expected && !known.Hash.AsSpan().SequenceEqual(entry.Hash) =>
                new(expected, "rewritten", $"Entry {expected} is not the one noted before: it or an entry before it was written anew."),
            _ => null,
        };
        if (Break is not null || entry.Sequence > head.Sequence)
        {
            return false;
        }

        _last = new AuditHead(entry.Sequence, entry.Hash);
        return true;
    }

    /// <param name="lastEntry">The highest sequence there was when the head was read; 0 for none.</param>
    public AuditVerdict Finish(long lastEntry)
    {
        Break ??= 0 switch
        {
            _ when At < head.Sequence => new(At + 1, "truncated", $"The chain ends at entry {At}, and its head says {head.Sequence}: the entries from {At + 1} on were removed."),
            _ when lastEntry > head.Sequence => new(head.Sequence + 1, "beyond_head", $"Entry {head.Sequence + 1} stands behind the end the head names: it was added past the application, or the head was moved."),
            _ when !_last.Hash.AsSpan().SequenceEqual(head.Hash) => new(At, "rewritten", $"Entry {At} is not the one the head names: it was written anew, or the head was."),
            _ when known is not null && known.Sequence > At => new(At + 1, "truncated", $"The chain ends at entry {At}, and entry {known.Sequence} was noted before: the entries from {At + 1} on were removed."),
            _ => null,
        };
        return new AuditVerdict(At, head, Break);
    }
}
