using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace OrleansLedger.Domain.Access;

/// <summary>How a mutation ended.</summary>
public enum AuditOutcome
{
    /// <summary>It did what was asked.</summary>
    Ok,

    /// <summary>It was not allowed, or the request could not be taken; nothing changed.</summary>
    Refused,

    /// <summary>It broke; something may have changed. The log says how far it came.</summary>
    Failed,
}

/// <summary>What a mutation leaves on the record.</summary>
/// <param name="Id">Given by the writer, so that an append repeated after a lost answer is one entry. UUIDv7.</param>
/// <param name="At">UTC; kept to the microsecond.</param>
/// <param name="ActorKey">The key that called; null where the process itself did.</param>
/// <param name="ActorName">The key's name at that time.</param>
/// <param name="Action">The mutation's name.</param>
/// <param name="Target">What it was about, as a global id or in words.</param>
/// <param name="Code">The error's code, snake_case, where it did not go well.</param>
/// <param name="Detail">A JSON object without secrets (see <see cref="AuditDetail"/>).</param>
public sealed record AuditFact(
    Guid Id,
    DateTimeOffset At,
    ApiKeyId? ActorKey,
    string ActorName,
    string Action,
    string? Target,
    IPAddress? RemoteAddress,
    AuditOutcome Outcome,
    string? Code,
    string Detail);

/// <summary>The last entry of a chain: its sequence (from 1) and hash (32 bytes).</summary>
public sealed record AuditHead(long Sequence, byte[] Hash)
{
    /// <summary>Before the first entry.</summary>
    public static AuditHead None { get; } = new(0, new byte[SHA256.HashSizeInBytes]);
}

/// <summary>An entry in its chain: a tenant's, or the platform's own where <paramref name="Tenant"/> is null.</summary>
public sealed record AuditEntry(TenantId? Tenant, long Sequence, AuditFact Fact, byte[] PreviousHash, byte[] Hash)
{
    /// <summary>The entry that follows <paramref name="head"/>.</summary>
    public static AuditEntry After(AuditHead head, TenantId? tenant, AuditFact fact) =>
        new(tenant, head.Sequence + 1, fact, head.Hash, HashOf(tenant, head.Sequence + 1, fact, head.Hash));

    /// <summary>Whether the content is the one that was hashed.</summary>
    public bool IsIntact() => CryptographicOperations.FixedTimeEquals(Hash, HashOf(Tenant, Sequence, Fact, PreviousHash));

    /// <summary>
    /// SHA-256 over: the format's number, chain, sequence, id, microseconds of the instant, then every field with its length before it (-1 where there is none),
    /// and the hash before. No two entries have the same encoding: nothing can be moved from one field to the next.
    /// </summary>
    private static byte[] HashOf(TenantId? tenant, long sequence, AuditFact fact, byte[] previous)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> buffer = stackalloc byte[16];
        hash.AppendData([1]);
        Id(hash, tenant?.Value ?? Guid.Empty, buffer);
        Number(hash, sequence, buffer);
        Id(hash, fact.Id, buffer);
        Number(hash, (fact.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, buffer);
        Text(hash, fact.ActorKey?.ToString(), buffer);
        Text(hash, fact.ActorName, buffer);
        Text(hash, fact.Action, buffer);
        Text(hash, fact.Target, buffer);
        Text(hash, fact.RemoteAddress?.ToString(), buffer);
        Text(hash, fact.Outcome.ToString(), buffer);
        Text(hash, fact.Code, buffer);
        Text(hash, fact.Detail, buffer);
        hash.AppendData(previous);
        return hash.GetHashAndReset();
    }

    private static void Id(IncrementalHash hash, Guid value, Span<byte> buffer)
    {
        value.TryWriteBytes(buffer, bigEndian: true, out _);
        hash.AppendData(buffer[..16]);
    }

    private static void Number(IncrementalHash hash, long value, Span<byte> buffer)
    {
        BinaryPrimitives.WriteInt64BigEndian(buffer, value);
        hash.AppendData(buffer[..sizeof(long)]);
    }

    private static void Text(IncrementalHash hash, string? value, Span<byte> buffer)
    {
        if (value is null)
        {
            Number(hash, -1, buffer);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(value);
        Number(hash, bytes.Length, buffer);
        hash.AppendData(bytes);
    }
}
