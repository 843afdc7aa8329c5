using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Xero;

/// <summary>
/// Xero: transactions as bank transactions (spend and receive money), contacts, accounts, tax rates, attachments.
/// What maps to what, with sources: MAPPING.md. Xero deletes no attachment, so that port is missing.
/// </summary>
public sealed partial class XeroProvider : IProvider, IReadsAccounts, IReadsTaxCodes, IKeepsContacts, IWritesTransactions, IReadsTransactions, IWritesAttachments
{
    /// <summary>Xero remembers keys for 6 minutes by its own clock.</summary>
    private static readonly TimeSpan s_replayWindow = TimeSpan.FromMinutes(5);

    private readonly XeroApi _api;
    private readonly TimeProvider _time;

    internal XeroProvider(XeroOptions options, TimeProvider time)
    {
        _api = new XeroApi(options, time);
        _time = time;
        Authorization = new XeroAuthorization(options, time);
        Manifest = new ProviderManifest
        {
            Key = XeroOptions.Key,
            DisplayName = "Xero",
            Live = options.Live,
            Windows =
            [
                new QuotaWindow("minute", 60, options.Scaled(TimeSpan.FromMinutes(1))) { Reserve = 1 },
                // 1,000 on the Starter tier: the gate learns that from the headers.
                new QuotaWindow("day", 5000, options.Scaled(TimeSpan.FromDays(1))) { Reserve = 10 },
            ],
            AppWindows = [new QuotaWindow("appminute", 10_000, options.Scaled(TimeSpan.FromMinutes(1)))],
            MaxConcurrentCalls = 5,
            CorrelationHeader = "Xero-Correlation-Id",
            ReplayWindow = s_replayWindow,
            RefreshGrace = TimeSpan.FromMinutes(30),
            RefreshIdleAfter = TimeSpan.FromDays(30),
            ReadQuota = ReadQuota,
            IsTokenRefusal = XeroFailures.IsTokenRefusal,
        };
    }

    public ProviderManifest Manifest { get; }

    public IAuthorizes Authorization { get; }

    public async Task<Answer<Company>> ReadCompanyAsync(IProviderCalls calls, string remoteCompanyId, CancellationToken cancellationToken)
    {
        var organisations = await _api.OrganisationAsync(calls, remoteCompanyId, cancellationToken);
        if (!organisations.Succeeded)
        {
            return organisations.Failure!;
        }

        if (organisations.Value.Items is not [{ BaseCurrency: not null } organisation, ..])
        {
            return XeroFailures.Unreadable(writes: false);
        }

        var currencies = await _api.CurrenciesAsync(calls, remoteCompanyId, cancellationToken);
        return currencies.Succeeded ? XeroTranslation.ToCompany(remoteCompanyId, organisation, currencies.Value.Items) : currencies.Failure!;
    }

    public async Task<Answer<IReadOnlyList<RemoteAccount>>> ReadAccountsAsync(IProviderCalls calls, Company company, CancellationToken cancellationToken)
    {
        var accounts = await _api.AccountsAsync(calls, company.RemoteId, cancellationToken);
        return accounts.Succeeded
            ? new Answer<IReadOnlyList<RemoteAccount>>([.. accounts.Value.Items.Select(XeroTranslation.ToAccount).OfType<RemoteAccount>()])
            : accounts.Failure!;
    }

    public async Task<Answer<IReadOnlyList<RemoteTaxCode>>> ReadTaxCodesAsync(IProviderCalls calls, Company company, CancellationToken cancellationToken)
    {
        var rates = await _api.TaxRatesAsync(calls, company.RemoteId, cancellationToken);
        return rates.Succeeded
            ? new Answer<IReadOnlyList<RemoteTaxCode>>([.. rates.Value.Items.Select(XeroTranslation.ToTaxCode).OfType<RemoteTaxCode>()])
            : rates.Failure!;
    }

    private static List<QuotaReading> ReadQuota(IReadOnlyDictionary<string, string> headers)
    {
        var readings = new List<QuotaReading>(3);
        Add("X-MinLimit-Remaining", "minute");
        Add("X-DayLimit-Remaining", "day");
        Add("X-AppMinLimit-Remaining", "appminute");
        return readings;

        void Add(string header, string window)
        {
            if (headers.TryGetValue(header, out var text) && int.TryParse(text, out var remaining))
            {
                readings.Add(new QuotaReading(window, Math.Max(0, remaining)));
            }
        }
    }
}
