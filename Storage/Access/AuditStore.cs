using System.Net;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Access;

/// <summary>
/// The record of mutations: one chain of hashes for each tenant, and the platform's own (tenant null). Entries are only ever added, each in
/// a transaction of its own, so that a mutation that was rolled back is on the record too.
/// </summary>
public sealed class AuditStore(LedgerDatabase database)
{
    /// <summary>Rows that verifying holds in memory at a time.</summary>
    private const int StepOfVerifying = 2_000;

    /// <summary>What the entry of a mutation says whose process ended in the middle of it.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>A mutation is about to be done: committed before it, so that it is on the record whatever happens. <see cref="AppendAsync"/> with the same id closes it.</summary>
    /// <param name="intent">Its outcome and code are not known yet and are not kept.</param>
    public Task IntendAsync(TenantId? tenant, AuditFact intent, CancellationToken cancellationToken) =>
        database.InTenantAsync(
            Chain(tenant),
            t => t.ExecuteAsync(
                "audit_intend",
                new
                {
                    Chain = t.TenantId.Value,
                    intent.Id,
                    intent.At,
                    ActorKeyId = intent.ActorKey?.Value,
                    intent.ActorName,
                    intent.Action,
                    intent.Target,
                    RemoteAddress = Plain(intent.RemoteAddress)?.ToString(),
                    intent.Detail,
                },
                cancellationToken),
            cancellationToken);

    /// <summary>Writes entries for mutations that were begun before then and never ended, as failed: some of each may have been done.</summary>
    /// <returns>How many were found.</returns>
    public async Task<int> AppendInterruptedAsync(DateTimeOffset begunBefore, int atMost, CancellationToken cancellationToken)
    {
        var found = await database.AcrossTenantsAsync<(Guid Chain, Guid Id)>("audit_interrupted", new { Before = begunBefore, AtMost = atMost }, cancellationToken);
        foreach (var (chain, id) in found)
        {
            var tenant = new TenantId(chain) == LedgerTransaction.Platform ? (TenantId?)null : new TenantId(chain);
            if (await database.Reader(new TenantId(chain)).SingleOrDefaultAsync<Row>("audit_intent", new { Chain = chain, Id = id }, cancellationToken) is { } intent)
            {
                await AppendAsync(tenant, intent.Fact(AuditOutcome.Failed, Interrupted), cancellationToken);
            }
        }

        return found.Count;
    }

    /// <summary>Adds what happened to the end of the chain. Appends to one chain wait for each other; repeated with the same fact it is still one entry.</summary>
    public Task<AuditEntry> AppendAsync(TenantId? tenant, AuditFact fact, CancellationToken cancellationToken) =>
        database.InTenantAsync(
            Chain(tenant),
            async t =>
            {
                var end = await t.SingleOrDefaultAsync<End>("audit_hold", new { fact.Detail }, cancellationToken)
                    ?? throw new InvalidOperationException("PostgreSQL gave no end of the audit chain. See that the migration 0004 has run.");
                if (await t.SingleOrDefaultAsync<Row>("audit_find", new { Chain = t.TenantId.Value, fact.Id }, cancellationToken) is { } before)
                {
                    return before.Read(tenant);
                }

                var entry = AuditEntry.After(
                    new AuditHead(end.Sequence, end.Hash), tenant, fact with { At = ToMicroseconds(fact.At), Detail = end.StoredDetail, RemoteAddress = Plain(fact.RemoteAddress) });
                await t.ExecuteAsync("audit_append", Parameters(entry), cancellationToken);
                return entry;
            },
            cancellationToken);

    /// <summary>
    /// Walks the chain from its first entry to the end it has now. What is added meanwhile is left for the next time.
    /// </summary>
    /// <param name="known">An end noted before and kept where this database's owner cannot reach it; null where there is none. With it a chain that was written anew as a whole shows too.</param>
    public async Task<AuditVerdict> VerifyAsync(TenantId? tenant, AuditHead? known, CancellationToken cancellationToken)
    {
        var end = await database.InTenantAsync(
            Chain(tenant), t => t.SingleOrDefaultAsync<LastRow>("audit_end", new { Chain = t.TenantId.Value }, cancellationToken), cancellationToken);
        var head = end is { Sequence: { } sequence, Hash: { } hash } ? new AuditHead(sequence, hash) : AuditHead.None;
        var walk = new AuditWalk(head, known);
        while (walk.Break is null && walk.At < head.Sequence)
        {
            var rows = await database.InTenantAsync(
                Chain(tenant), t => t.QueryAsync<Row>("audit_walk", new { Chain = t.TenantId.Value, After = walk.At, AtMost = StepOfVerifying }, cancellationToken), cancellationToken);
            if (rows.Count == 0)
            {
                break;
            }

            foreach (var row in rows)
            {
                if (!walk.Step(row.Read(tenant)))
                {
                    break;
                }
            }
        }

        return walk.Finish(end?.LastEntry ?? 0);
    }

    private static TenantId Chain(TenantId? tenant) => tenant ?? LedgerTransaction.Platform;

    /// <summary>As PostgreSQL keeps it.</summary>
    private static DateTimeOffset ToMicroseconds(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>As PostgreSQL writes it: an IPv4 address as such, and none with a scope.</summary>
    private static IPAddress? Plain(IPAddress? address) => address switch
    {
        null => null,
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } => new IPAddress(address.GetAddressBytes()),
        _ => address,
    };

    private static object Parameters(AuditEntry entry) => new
    {
        entry.Sequence,
        entry.Fact.Id,
        entry.Fact.At,
        ActorKeyId = entry.Fact.ActorKey?.Value,
        entry.Fact.ActorName,
        entry.Fact.Action,
        entry.Fact.Target,
        RemoteAddress = entry.Fact.RemoteAddress?.ToString(),
        Outcome = Text.Of(entry.Fact.Outcome),
        entry.Fact.Code,
        entry.Fact.Detail,
        entry.PreviousHash,
        entry.Hash,
    };

    private sealed class End
    {
        public long Sequence { get; init; }

        public byte[] Hash { get; init; } = [];

        public string StoredDetail { get; init; } = "{}";
    }

    private sealed class LastRow
    {
        public long? Sequence { get; init; }

        public byte[]? Hash { get; init; }

        public long? LastEntry { get; init; }
    }

    internal sealed class Row
    {
        public long Sequence { get; init; }

        public Guid Id { get; init; }

        public DateTimeOffset At { get; init; }

        public Guid? ActorKeyId { get; init; }

        public string ActorName { get; init; } = "";

        public string Action { get; init; } = "";

        public string? Target { get; init; }

        public string? RemoteAddress { get; init; }

        public string Outcome { get; init; } = "";

        public string? Code { get; init; }

        public string Detail { get; init; } = "{}";

        public byte[] PreviousHash { get; init; } = [];

        public byte[] Hash { get; init; } = [];

        public AuditEntry Read(TenantId? tenant) => new(tenant, Sequence, Fact(Text.Read<AuditOutcome>(Outcome), Code), PreviousHash, Hash);

        public AuditFact Fact(AuditOutcome outcome, string? code) => new(
            Id,
            At,
            ActorKeyId is { } key ? new ApiKeyId(key) : null,
            ActorName,
            Action,
            Target,
            RemoteAddress is null ? null : IPAddress.Parse(RemoteAddress),
            outcome,
            code,
            Detail);
    }
}
