using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Connections;

namespace OrleansLedger.Api.Connections;

/// <summary>The authorised link to one company in one accounting system.</summary>
/// <param name="Provider">The accounting system's key.</param>
/// <param name="Company">The company there.</param>
/// <param name="Status">Whether it works.</param>
/// <param name="StatusReason">Why it does not.</param>
/// <param name="ErrorCount">Errors since the last success.</param>
/// <param name="CreatedAt">When it was first connected.</param>
/// <param name="NextSyncAt">When the next automatic sync is due; null where none is.</param>
/// <param name="Settings">What the user chose.</param>
public sealed record AccountingConnection(
    [property: GraphQLIgnore] ConnectionId Key,
    [property: ID] string Id,
    string Provider,
    RemoteCompany Company,
    ConnectionStatus Status,
    string? StatusReason,
    int ErrorCount,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NextSyncAt,
    ConnectionSettingsView Settings) : INode
{
    internal static AccountingConnection Of(ListedConnection listed) => Of(listed.Row, listed);

    private static AccountingConnection Of(ConnectionRow row, ListedConnection listed) => new(
        row.Connection.Id,
        GlobalId.Of(GlobalId.Connection, row.Connection.Id.Value),
        row.Connection.Provider,
        RemoteCompany.Of(row.Connection.Company),
        row.Connection.Status,
        row.Connection.StatusReason,
        row.ErrorCount,
        listed.CreatedAt,
        listed.NextSyncAt,
        ConnectionSettingsView.Of(row.Connection.Settings));
}

/// <summary>The company in the accounting system, as it was when last read.</summary>
/// <param name="RemoteId">The accounting system's id of it.</param>
/// <param name="Name">Its name there.</param>
/// <param name="BaseCurrency">ISO 4217; empty until it has been read.</param>
/// <param name="Country">ISO 3166 alpha-2, where the accounting system says.</param>
/// <param name="Currencies">Currencies a document may have; null where it takes any.</param>
/// <param name="LockedThrough">Nothing may be dated on or before this day.</param>
public sealed record RemoteCompany(string RemoteId, string Name, string BaseCurrency, string? Country, IReadOnlyList<string>? Currencies, DateOnly? LockedThrough)
{
    internal static RemoteCompany Of(Company company) =>
        new(company.RemoteId, company.Name, company.BaseCurrency, company.Country, company.Currencies, company.LockedThrough);
}

/// <summary>What the user chose for a connection. Accounts are remote ids of its imported accounts.</summary>
/// <param name="Frequency">How often it syncs without being asked.</param>
/// <param name="TimeZone">The IANA time zone in whose night daily and weekly syncs run.</param>
/// <param name="UseDefaultsForUnmapped">Whether a transaction with a bank account, category or tax code that is not mapped is exported with
/// the default instead of being parked.</param>
/// <param name="DefaultBankAccount">For transactions without a bank account.</param>
/// <param name="DefaultExpenseAccount">For money out without a category.</param>
/// <param name="DefaultIncomeAccount">For money in without a category.</param>
/// <param name="DefaultTaxCode">For transactions without a tax code.</param>
/// <param name="DefaultCounterparty">For transactions without one, where the accounting system needs a contact.</param>
/// <param name="Sync">Whether automatic syncs carry each entity type; tax codes go with the accounts.</param>
/// <param name="ConvertToBaseCurrency">Whether a transaction in a currency that the company does not use is entered in its base currency at the transaction's own rate.</param>
/// <param name="LineDetail">How much the text of an entry's line says.</param>
/// <param name="ExportAttachments">Whether receipts are exported.</param>
/// <param name="VoucherSeries">The series of entries, where the accounting system numbers in series.</param>
[GraphQLName("ConnectionSettings")]
public sealed record ConnectionSettingsView(
    SyncFrequency Frequency,
    string TimeZone,
    bool UseDefaultsForUnmapped,
    string? DefaultBankAccount,
    string? DefaultExpenseAccount,
    string? DefaultIncomeAccount,
    string? DefaultTaxCode,
    string? DefaultCounterparty,
    IReadOnlyList<EntitySync> Sync,
    bool ConvertToBaseCurrency,
    LineDetail LineDetail,
    bool ExportAttachments,
    string? VoucherSeries)
{
    internal static ConnectionSettingsView Of(ConnectionSettings settings) => new(
        settings.Frequency,
        settings.TimeZone,
        settings.UseDefaultsForUnmapped,
        settings.DefaultBankAccount,
        settings.DefaultExpenseAccount,
        settings.DefaultIncomeAccount,
        settings.DefaultTaxCode,
        settings.DefaultCounterparty,
        [new EntitySync(EntityType.Account, settings.SyncAccounts), new EntitySync(EntityType.BankTransaction, settings.SyncBankTransactions)],
        settings.ConvertToBaseCurrency,
        settings.LineDetail,
        settings.ExportAttachments,
        settings.VoucherSeries);
}

/// <summary>Whether automatic syncs carry an entity type.</summary>
/// <param name="EntityType">The type.</param>
/// <param name="Enabled">Whether they do.</param>
public sealed record EntitySync(EntityType EntityType, bool Enabled);
