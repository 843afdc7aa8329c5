using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.Domain.Text;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Accounts;

/// <summary>The remote chart as imported, and what the user mapped to it.</summary>
public static class AccountStore
{
    /// <summary>
    /// Takes the chart over; accounts that are gone become inactive, so that settings that name them stay explainable. Parents that make no
    /// tree are left out (<see cref="AccountTree.Rooted"/>).
    /// </summary>
    public static Task ReplaceAsync(LedgerTransaction transaction, ConnectionId connection, IReadOnlyList<RemoteAccount> chart, CancellationToken cancellationToken)
    {
        var accounts = AccountTree.Rooted(chart);
        return transaction.ExecuteAsync(
            "account_replace",
            new
            {
                ConnectionId = connection.Value,
                TenantId = transaction.TenantId.Value,
                RemoteIds = accounts.Select(a => a.RemoteId).ToArray(),
                Codes = accounts.Select(a => a.Code).ToArray(),
                Names = accounts.Select(a => a.Name).ToArray(),
                Kinds = accounts.Select(a => Text.Of(a.Kind)).ToArray(),
                Types = accounts.Select(a => a.Type).ToArray(),
                Currencies = accounts.Select(a => a.Currency).ToArray(),
                Actives = accounts.Select(a => a.Active).ToArray(),
                Parents = accounts.Select(a => a.ParentRemoteId).ToArray(),
            },
            cancellationToken);
    }

    public static async Task<IReadOnlyList<RemoteAccount>> ListAsync(LedgerTransaction transaction, ConnectionId connection, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<AccountRow>("account_list", new { ConnectionId = connection.Value }, cancellationToken))
            .ConvertAll(r => new RemoteAccount(r.RemoteId, r.Code, r.Name, Text.Read<AccountKind>(r.Kind), r.Type, r.Currency, r.Active) { ParentRemoteId = r.ParentRemoteId });

    public static Task ReplaceTaxCodesAsync(LedgerTransaction transaction, ConnectionId connection, IReadOnlyList<RemoteTaxCode> codes, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "tax_code_replace",
            new
            {
                ConnectionId = connection.Value,
                TenantId = transaction.TenantId.Value,
                RemoteIds = codes.Select(c => c.RemoteId).ToArray(),
                Names = codes.Select(c => c.Name).ToArray(),
                Rates = codes.Select(c => c.Rate).ToArray(),
                Actives = codes.Select(c => c.Active).ToArray(),
            },
            cancellationToken);

    public static async Task<IReadOnlyList<RemoteTaxCode>> ListTaxCodesAsync(LedgerTransaction transaction, ConnectionId connection, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<TaxCodeRow>("tax_code_list", new { ConnectionId = connection.Value }, cancellationToken))
            .ConvertAll(r => new RemoteTaxCode(r.RemoteId, r.Name, r.Rate, r.Active));

    /// <summary>
    /// Saves rules. Each replaces the rules whose keys differ from its own in spelling only (<see cref="CanonicalText"/>).
    /// </summary>
    public static async Task PutMappingsAsync(
        LedgerTransaction transaction, ConnectionId connection, IReadOnlyList<MappingRule> rules, CancellationToken cancellationToken)
    {
        if (rules.Count == 0)
        {
            return;
        }

        await RemoveOtherSpellingsAsync(transaction, connection, rules, cancellationToken);
        await transaction.ExecuteAsync(
            "mapping_rule_put",
            new
            {
                ConnectionId = connection.Value,
                TenantId = transaction.TenantId.Value,
                Kinds = rules.Select(r => Text.Of(r.Kind)).ToArray(),
                Keys = rules.Select(r => r.Key).ToArray(),
                RemoteIds = rules.Select(r => r.RemoteId).ToArray(),
            },
            cancellationToken);
    }

    /// <summary>Removes the rules for a key in any spelling.</summary>
    public static async Task RemoveMappingAsync(
        LedgerTransaction transaction, ConnectionId connection, MappingKind kind, string key, CancellationToken cancellationToken) =>
        await RemoveAsync(
            transaction,
            connection,
            (await ListMappingsAsync(transaction, connection, cancellationToken)).Where(r => r.Kind == kind && CanonicalText.Same(r.Key, key)),
            cancellationToken);

    public static async Task<IReadOnlyList<MappingRule>> ListMappingsAsync(LedgerTransaction transaction, ConnectionId connection, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<MappingRow>("mapping_rule_list", new { ConnectionId = connection.Value }, cancellationToken))
            .ConvertAll(r => new MappingRule(Text.Read<MappingKind>(r.Kind), r.Key, r.RemoteId));

    /// <summary>The remote ids of contacts that are known, by <see cref="CanonicalText.Key"/> of their names.</summary>
    public static async Task<Dictionary<string, string>> ListContactsAsync(
        LedgerTransaction transaction, ConnectionId connection, string remoteCompanyId, IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<(string Name, string RemoteId)>(
            "contact_list", new { ConnectionId = connection.Value, RemoteCompanyId = remoteCompanyId, Names = names.ToArray() }, cancellationToken))
            .ToDictionary(c => c.Name, c => c.RemoteId, StringComparer.Ordinal);

    public static Task PutContactsAsync(
        LedgerTransaction transaction, ConnectionId connection, string remoteCompanyId, IReadOnlyDictionary<string, string> contacts, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "contact_put",
            new
            {
                ConnectionId = connection.Value,
                TenantId = transaction.TenantId.Value,
                RemoteCompanyId = remoteCompanyId,
                Names = contacts.Keys.ToArray(),
                RemoteIds = contacts.Values.ToArray(),
            },
            cancellationToken);

    /// <summary>Forgets contacts by remote id: they are looked up again by name.</summary>
    public static Task ForgetContactsAsync(
        LedgerTransaction transaction, ConnectionId connection, string remoteCompanyId, IReadOnlyList<string> remoteIds, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "contact_forget", new { ConnectionId = connection.Value, RemoteCompanyId = remoteCompanyId, RemoteIds = remoteIds.ToArray() }, cancellationToken);

    private static async Task RemoveOtherSpellingsAsync(
        LedgerTransaction transaction, ConnectionId connection, IReadOnlyList<MappingRule> rules, CancellationToken cancellationToken)
    {
        var spellings = rules.ToLookup(r => (r.Kind, CanonicalText.Key(r.Key)), r => r.Key);
        await RemoveAsync(
            transaction,
            connection,
            (await ListMappingsAsync(transaction, connection, cancellationToken)).Where(r =>
                spellings[(r.Kind, CanonicalText.Key(r.Key))] is var given && given.Any() && !given.Contains(r.Key, StringComparer.Ordinal)),
            cancellationToken);
    }

    private static Task RemoveAsync(LedgerTransaction transaction, ConnectionId connection, IEnumerable<MappingRule> rules, CancellationToken cancellationToken)
    {
        var removed = rules.ToList();
        return removed.Count == 0
            ? Task.CompletedTask
            : transaction.ExecuteAsync(
                "mapping_rule_remove",
                new
                {
                    TenantId = transaction.TenantId.Value,
                    ConnectionId = connection.Value,
                    Kinds = removed.Select(r => Text.Of(r.Kind)).ToArray(),
                    Keys = removed.Select(r => r.Key).ToArray(),
                },
                cancellationToken);
    }

    private sealed class AccountRow
    {
        public string RemoteId { get; init; } = "";

        public string? Code { get; init; }

        public string Name { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Type { get; init; } = "";

        public string? Currency { get; init; }

        public bool Active { get; init; }

        public string? ParentRemoteId { get; init; }
    }

    private sealed class TaxCodeRow
    {
        public string RemoteId { get; init; } = "";

        public string Name { get; init; } = "";

        public decimal? Rate { get; init; }

        public bool Active { get; init; }
    }

    private sealed class MappingRow
    {
        public string Kind { get; init; } = "";

        public string Key { get; init; } = "";

        public string RemoteId { get; init; } = "";
    }
}
