using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.Domain.Text;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Accounts;

/// <summary>Maps the tenant's own words to the remote chart.</summary>
public sealed class MappingRequests(LedgerDatabase database)
{
    /// <summary>
    /// Maps a key, or removes its mapping where <paramref name="remoteId"/> is null. A key stands for all its spellings (<see
    /// cref="CanonicalText"/>).
    /// </summary>
    /// <returns>The rule as it is now; null where it was removed.</returns>
    /// <exception cref="RequestRefusedException"><c>unknown_connection</c>, <c>unknown_account</c>, <c>unknown_tax_code</c>, <c>not_a_bank_account</c>, <c>invalid_key</c>. Nothing was changed.</exception>
    public Task<ListedMappingRule?> MapAsync(TenantId tenant, ConnectionId connection, MappingKind kind, string key, string? remoteId, CancellationToken cancellationToken) =>
        database.InTenantAsync(
            tenant,
            async t =>
            {
                var name = CanonicalText.Of(key.Trim());
                if (name.Length == 0 || name.Any(char.IsControl) || TransactionRules.Text(key.Trim(), TransactionRules.LongestName) is not null)
                {
                    throw new RequestRefusedException(
                        "invalid_key",
                        $"The key of a mapping must have 1 to {TransactionRules.LongestName} characters, none of them control characters or characters that change the direction of text. "
                            + "Send it as in the transactions; nothing was changed.")
                    {
                        Field = FieldOf(kind),
                    };
                }

                // Two that map the same key in different spellings at once leave one rule.
                await ConnectionStore.LockAsync(t, connection, cancellationToken);
                if (await ConnectionStore.FindAsync(t, connection, cancellationToken) is null)
                {
                    throw new RequestRefusedException("unknown_connection", $"There is no connection {GlobalId.Of(GlobalId.Connection, connection.Value)}. List the connections to find it; nothing was changed.");
                }

                if (remoteId is null)
                {
                    await AccountStore.RemoveMappingAsync(t, connection, kind, name, cancellationToken);
                    return null;
                }

                await CheckAsync(t, new RemoteKey(connection, remoteId), kind, cancellationToken);
                var rule = new MappingRule(kind, name, remoteId);
                await AccountStore.PutMappingsAsync(t, connection, [rule], cancellationToken);
                return new ListedMappingRule(connection, rule);
            },
            cancellationToken);

    private static async Task CheckAsync(LedgerTransaction transaction, RemoteKey target, MappingKind kind, CancellationToken cancellationToken)
    {
        if (target.RemoteId.Contains('\0', StringComparison.Ordinal))
        {
            throw Unknown("unknown_account", "account", "?");
        }

        if (kind == MappingKind.TaxCode)
        {
            if ((await TaxCodeList.FindAsync(transaction, [target], cancellationToken)).GetValueOrDefault(target) is not { Active: true })
            {
                throw Unknown("unknown_tax_code", "tax code", target.RemoteId);
            }

            return;
        }

        if ((await AccountList.FindAsync(transaction, [target], cancellationToken)).GetValueOrDefault(target) is not { Active: true } account)
        {
            throw Unknown("unknown_account", "account", target.RemoteId);
        }

        if (kind == MappingKind.BankAccount && account.Kind is not (AccountKind.Bank or AccountKind.CreditCard))
        {
            throw new RequestRefusedException("not_a_bank_account", $"{account.Display} is no bank account or card. Choose an account of the kind BANK or CREDIT_CARD; nothing was changed.");
        }
    }

    private static string FieldOf(MappingKind kind) => kind switch
    {
        MappingKind.Category => TransactionFields.Category,
        MappingKind.BankAccount => TransactionFields.BankAccount,
        _ => TransactionFields.TaxCode,
    };

    private static RequestRefusedException Unknown(string code, string what, string remoteId) =>
        new(code, $"There is no active {what} '{PlainText.Shown(remoteId)}' among the imported ones. Run refreshAccounts, then choose one by its remoteId; nothing was changed.");
}
