using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Connections;

/// <summary>Reads and changes what the user chose for a connection.</summary>
public sealed class ConnectionRequests(LedgerDatabase database, TimeProvider clock)
{
    /// <summary>Longer than any accounting system's.</summary>
    private const int LongestSeries = 50;

    public Task<IReadOnlyList<ConnectionRow>> ListAsync(TenantId tenant, CancellationToken cancellationToken) =>
        database.InTenantAsync(tenant, t => ConnectionStore.ListAsync(t, cancellationToken), cancellationToken);

    /// <summary>Null where the tenant has no such connection.</summary>
    public Task<ListedConnection?> FindAsync(TenantId tenant, ConnectionId connection, CancellationToken cancellationToken) =>
        database.InTenantAsync(tenant, t => FindAsync(t, connection, cancellationToken), cancellationToken);

    /// <summary>Saves settings and mappings, and the next automatic sync with them.</summary>
    /// <exception cref="RequestRefusedException"><c>unknown_connection</c>.</exception>
    public Task SaveAsync(
        TenantId tenant, ConnectionId connection, ConnectionSettings settings, IReadOnlyList<MappingRule> mappings, CancellationToken cancellationToken) =>
        database.InTenantAsync(
            tenant,
            async t =>
            {
                if (await ConnectionStore.FindAsync(t, connection, cancellationToken) is null)
                {
                    throw new RequestRefusedException("unknown_connection", $"There is no connection {GlobalId.Of(GlobalId.Connection, connection.Value)}. List the connections to find it.");
                }

                await ConnectionStore.SetSettingsAsync(t, connection, settings, cancellationToken);
                await AccountStore.PutMappingsAsync(t, connection, mappings, cancellationToken);
                await ConnectionStore.ScheduleSyncAsync(t, connection, settings.Frequency, clock.GetUtcNow(), cancellationToken);
            },
            cancellationToken);

    /// <summary>Changes settings from what they are now, mappings apart.</summary>
    /// <exception cref="RequestRefusedException">
    /// <c>unknown_connection</c>; <c>unknown_account</c>, <c>unknown_tax_code</c>: a setting names one that was not imported; <c>not_a_bank_account</c>; <c>invalid_setting</c>: a text that
    /// cannot be kept; <c>invalid_time_zone</c>. Nothing was changed.
    /// </exception>
    public Task<ListedConnection> ChangeAsync(TenantId tenant, ConnectionId connection, Func<ConnectionSettings, ConnectionSettings> change, CancellationToken cancellationToken) =>
        database.InTenantAsync(
            tenant,
            async t =>
            {
                // Two who change different settings at once both have their way.
                await ConnectionStore.LockAsync(t, connection, cancellationToken);
                var row = await ConnectionStore.FindAsync(t, connection, cancellationToken)
                    ?? throw new RequestRefusedException("unknown_connection", $"There is no connection {GlobalId.Of(GlobalId.Connection, connection.Value)}. List the connections to find it.");
                var settings = Trimmed(change(row.Connection.Settings));
                await CheckAsync(t, connection, row.Connection.Settings, settings, cancellationToken);
                await ConnectionStore.SetSettingsAsync(t, connection, settings, cancellationToken);
                if (settings.Frequency != row.Connection.Settings.Frequency)
                {
                    await ConnectionStore.ScheduleSyncAsync(t, connection, settings.Frequency, clock.GetUtcNow(), cancellationToken);
                }
                else if (settings.TimeZone != row.Connection.Settings.TimeZone)
                {
                    await ConnectionStore.MoveSyncAsync(t, connection, settings, clock.GetUtcNow(), cancellationToken);
                }

                return (await FindAsync(t, connection, cancellationToken))!;
            },
            cancellationToken);

    /// <summary>Texts without the blanks around them; one that is nothing else says nothing.</summary>
    private static ConnectionSettings Trimmed(ConnectionSettings settings)
    {
        static string? Text(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;
        return settings with { TimeZone = settings.TimeZone.Trim(), DefaultCounterparty = Text(settings.DefaultCounterparty), VoucherSeries = Text(settings.VoucherSeries) };
    }

    private static void Require(string name, string? text, int longest)
    {
        if (text is not null && TransactionRules.Text(text, longest) is { } problem)
        {
            throw new RequestRefusedException("invalid_setting", $"{name} '{PlainText.Shown(text)}' {problem.Text} Nothing was changed.") { Field = name };
        }
    }

    private static async Task<ListedConnection?> FindAsync(LedgerTransaction transaction, ConnectionId connection, CancellationToken cancellationToken) =>
        (await ConnectionList.FindAsync(transaction, [connection], cancellationToken)).GetValueOrDefault(connection);

    private static async Task CheckAsync(LedgerTransaction transaction, ConnectionId connection, ConnectionSettings before, ConnectionSettings after, CancellationToken cancellationToken)
    {
        Require("defaultCounterparty", after.DefaultCounterparty, TransactionRules.LongestName);
        if (after.TimeZone != before.TimeZone && !await ConnectionStore.KnowsTimeZoneAsync(transaction, after.TimeZone, cancellationToken))
        {
            throw new RequestRefusedException(
                "invalid_time_zone", $"timeZone '{PlainText.Shown(after.TimeZone)}' is not a time zone. Send an IANA name such as Europe/Stockholm; nothing was changed.")
            {
                Field = "timeZone",
            };
        }

        Require("voucherSeries", after.VoucherSeries, LongestSeries);
        var accounts = (await AccountStore.ListAsync(transaction, connection, cancellationToken)).Where(a => a.Active).ToDictionary(a => a.RemoteId, StringComparer.Ordinal);
        (string Name, string? Before, string? After)[] chosen =
        [
            ("defaultBankAccount", before.DefaultBankAccount, after.DefaultBankAccount),
            ("defaultExpenseAccount", before.DefaultExpenseAccount, after.DefaultExpenseAccount),
            ("defaultIncomeAccount", before.DefaultIncomeAccount, after.DefaultIncomeAccount),
        ];
        foreach (var (name, old, given) in chosen)
        {
            if (given is not null && given != old && !accounts.ContainsKey(given))
            {
                throw new RequestRefusedException("unknown_account", $"{name} names the account '{PlainText.Shown(given)}', which is not among the imported ones. Run refreshAccounts, then choose one of them; nothing was changed.");
            }
        }

        if (after.DefaultBankAccount is { } bank && bank != before.DefaultBankAccount && accounts[bank] is { Kind: not (AccountKind.Bank or AccountKind.CreditCard) } other)
        {
            throw new RequestRefusedException("not_a_bank_account", $"{other.Display} is no bank account or card. Choose an account of the kind BANK or CREDIT_CARD as defaultBankAccount; nothing was changed.");
        }

        if (after.DefaultTaxCode is { } code && code != before.DefaultTaxCode &&
            (await AccountStore.ListTaxCodesAsync(transaction, connection, cancellationToken)).All(c => !c.Active || c.RemoteId != code))
        {
            throw new RequestRefusedException("unknown_tax_code", $"defaultTaxCode names '{PlainText.Shown(code)}', which is not among the imported tax codes. Run refreshAccounts, then choose one of them; nothing was changed.");
        }
    }
}
