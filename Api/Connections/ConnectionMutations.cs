using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.GraphQL;

namespace OrleansLedger.Api.Connections;

/// <summary>What to change; what is left out stays as it is, and null takes a choice back to what it was at first.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Frequency">How often it syncs without being asked.</param>
/// <param name="TimeZone">The IANA time zone, such as Europe/Stockholm, in whose night daily and weekly syncs run.</param>
/// <param name="UseDefaultsForUnmapped">Whether a transaction with a bank account, category or tax code that is not mapped is exported with
/// the default instead of being parked.</param>
/// <param name="DefaultBankAccount">A remote id of an imported account.</param>
/// <param name="DefaultExpenseAccount">A remote id of an imported account.</param>
/// <param name="DefaultIncomeAccount">A remote id of an imported account.</param>
/// <param name="DefaultTaxCode">A remote id of an imported tax code.</param>
/// <param name="DefaultCounterparty">A name.</param>
/// <param name="Sync">Whether automatic syncs carry these entity types; others stay as they are.</param>
/// <param name="ConvertToBaseCurrency">Whether a transaction in a currency that the company does not use is entered in its base currency at the transaction's own rate.</param>
/// <param name="LineDetail">How much the text of an entry's line says.</param>
/// <param name="ExportAttachments">Whether receipts are exported.</param>
/// <param name="VoucherSeries">The series of entries, where the accounting system numbers in series.</param>
public sealed record UpdateConnectionInput(
    [property: ID] string ConnectionId,
    Optional<SyncFrequency?> Frequency,
    Optional<string?> TimeZone,
    Optional<bool?> UseDefaultsForUnmapped,
    Optional<string?> DefaultBankAccount,
    Optional<string?> DefaultExpenseAccount,
    Optional<string?> DefaultIncomeAccount,
    Optional<string?> DefaultTaxCode,
    Optional<string?> DefaultCounterparty,
    IReadOnlyList<EntitySync>? Sync,
    Optional<bool?> ConvertToBaseCurrency,
    Optional<LineDetail?> LineDetail,
    Optional<bool?> ExportAttachments,
    Optional<string?> VoucherSeries);

public sealed record UpdateConnectionPayload(AccountingConnection? Connection, IReadOnlyList<IProblem> Errors) : IPayload;

[MutationType]
public static class ConnectionMutations
{
    /// <summary>What stands where nothing was chosen.</summary>
    private static readonly ConnectionSettings s_own = new();

    /// <summary>Changes what was chosen for a connection.</summary>
    [Authorize("operator")]
    public static Task<UpdateConnectionPayload> UpdateConnectionAsync(UpdateConnectionInput input, ClaimsPrincipal user, ConnectionRequests connections, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                var id = new ConnectionId(GlobalId.Read(GlobalId.Connection, input.ConnectionId, "a connection"));
                var changed = await connections.ChangeAsync(user.Tenant(), id, settings => Changed(settings, input), cancellationToken);
                return new UpdateConnectionPayload(AccountingConnection.Of(changed), []);
            },
            problems => new UpdateConnectionPayload(null, problems));

    private static ConnectionSettings Changed(ConnectionSettings settings, UpdateConnectionInput input) => settings with
    {
        Frequency = Chosen(input.Frequency, settings.Frequency, s_own.Frequency),
        TimeZone = Chosen(input.TimeZone, settings.TimeZone) ?? s_own.TimeZone,
        UseDefaultsForUnmapped = Chosen(input.UseDefaultsForUnmapped, settings.UseDefaultsForUnmapped, s_own.UseDefaultsForUnmapped),
        DefaultBankAccount = Chosen(input.DefaultBankAccount, settings.DefaultBankAccount),
        DefaultExpenseAccount = Chosen(input.DefaultExpenseAccount, settings.DefaultExpenseAccount),
        DefaultIncomeAccount = Chosen(input.DefaultIncomeAccount, settings.DefaultIncomeAccount),
        DefaultTaxCode = Chosen(input.DefaultTaxCode, settings.DefaultTaxCode),
        DefaultCounterparty = Chosen(input.DefaultCounterparty, settings.DefaultCounterparty),
        ExportAttachments = Chosen(input.ExportAttachments, settings.ExportAttachments, s_own.ExportAttachments),
        SyncBankTransactions = Enabled(input.Sync, EntityType.BankTransaction) ?? settings.SyncBankTransactions,
        SyncAccounts = Enabled(input.Sync, EntityType.Account) ?? settings.SyncAccounts,
        ConvertToBaseCurrency = Chosen(input.ConvertToBaseCurrency, settings.ConvertToBaseCurrency, s_own.ConvertToBaseCurrency),
        LineDetail = Chosen(input.LineDetail, settings.LineDetail, s_own.LineDetail),
        VoucherSeries = Chosen(input.VoucherSeries, settings.VoucherSeries),
    };

    /// <summary>What is said of a type; null where nothing is.</summary>
    /// <exception cref="RequestRefusedException"><c>not_separate</c>, <c>said_twice</c>.</exception>
    private static bool? Enabled(IReadOnlyList<EntitySync>? sync, EntityType type)
    {
        if (sync?.Any(s => s.EntityType == EntityType.TaxCode) == true)
        {
            throw new RequestRefusedException("not_separate", "Tax codes are read with the accounts: say ACCOUNT; nothing was changed.");
        }

        return sync?.Where(s => s.EntityType == type).Select(s => s.Enabled).ToList() switch
        {
            null or [] => null,
            [var enabled] => enabled,
            _ => throw new RequestRefusedException("said_twice", $"sync names {type} more than once. Name it once; nothing was changed."),
        };
    }

    private static T Chosen<T>(Optional<T?> given, T now, T own)
        where T : struct => given.HasValue ? given.Value ?? own : now;

    private static string? Chosen(Optional<string?> given, string? now) => given.HasValue ? given.Value : now;
}
