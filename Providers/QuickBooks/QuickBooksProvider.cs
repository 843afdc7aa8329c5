using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>QuickBooks Online. Money out is a Purchase, money in a Deposit, both written in batches of ten; see MAPPING.md.</summary>
public sealed partial class QuickBooksProvider
    : IProvider, IReadsAccounts, IReadsTaxCodes, IKeepsContacts, IWritesTransactions, IReadsTransactions, IWritesAttachments, IDeletesAttachments
{
    private readonly QuickBooksFailures _failures;
    private readonly QuickBooksApi _api;

    internal QuickBooksProvider(QuickBooksOptions options, TimeProvider clock)
    {
        _failures = new QuickBooksFailures(clock, options.ThrottlePause);
        _api = new QuickBooksApi(options, _failures);
        Authorization = new QuickBooksAuthorization(options, _failures, clock);
        Manifest = new ProviderManifest
        {
            Key = QuickBooksOptions.Key,
            DisplayName = "QuickBooks Online",
            Live = options.App.Live,
            Windows =
            [
                new QuotaWindow("minute", 500, options.App.Scaled(TimeSpan.FromMinutes(1))) { Reserve = 5 },
                new QuotaWindow("second", 10, options.App.Scaled(TimeSpan.FromSeconds(1))),
                new QuotaWindow("batch-minute", 40, options.App.Scaled(TimeSpan.FromMinutes(1)), QuickBooksApi.BatchClass),
            ],
            // Intuit's help still names ten at once beside the ten a second; eight leave room for calls that are on their way.
            MaxConcurrentCalls = 8,
            CorrelationHeader = "intuit_tid",
            IsTokenRefusal = QuickBooksFailures.IsTokenRefusal,
            // How long a requestid is remembered is not documented: an hour is enough for a retry, and older ones are looked up.
            ReplayWindow = TimeSpan.FromHours(1),
            RefreshGrace = null,
            RefreshIdleAfter = TimeSpan.FromDays(60),
            // QuickBooks itself gives up after 120 seconds: by then its own answer is there.
            CallTimeout = TimeSpan.FromSeconds(130),
        };
    }

    public ProviderManifest Manifest { get; }

    public IAuthorizes Authorization { get; }

    public async Task<Answer<Company>> ReadCompanyAsync(IProviderCalls calls, string remoteCompanyId, CancellationToken cancellationToken)
    {
        var info = await _api.GetAsync<WireCompanyInfo>(
            calls, remoteCompanyId, $"companyinfo/{Uri.EscapeDataString(remoteCompanyId)}", "CompanyInfo", "read company", cancellationToken);
        if (info.Failure is { } noInfo)
        {
            return noInfo;
        }

        var preferences = await _api.GetAsync<WirePreferences>(calls, remoteCompanyId, "preferences", "Preferences", "read preferences", cancellationToken);
        if (preferences.Failure is { } noPreferences)
        {
            return noPreferences;
        }

        if (preferences.Value.CurrencyPrefs?.HomeCurrency?.Value is not { Length: 3 } homeCurrency)
        {
            return new ProviderFailure.Rejected(
                "home_currency_missing", "QuickBooks did not say which currency the company keeps its books in (Preferences.CurrencyPrefs.HomeCurrency).");
        }

        IReadOnlyList<WireCompanyCurrency> currencies = [];
        if (preferences.Value.CurrencyPrefs.MultiCurrencyEnabled == true)
        {
            var read = await _api.QueryAsync<WireCompanyCurrency>(calls, remoteCompanyId, "CompanyCurrency", null, "read currencies", cancellationToken);
            if (read.Failure is { } noCurrencies)
            {
                return noCurrencies;
            }

            currencies = read.Value;
        }

        var tax = WireTaxSetup.None;
        if (preferences.Value.TaxPrefs?.UsingSalesTax == true && !QuickBooksTranslation.IsUs(info.Value.Country, homeCurrency))
        {
            var read = await ReadTaxSetupAsync(calls, remoteCompanyId, cancellationToken);
            if (read.Failure is { } noTax)
            {
                return noTax;
            }

            tax = read.Value;
        }

        return QuickBooksTranslation.Company(remoteCompanyId, info.Value, preferences.Value, currencies, tax, homeCurrency);
    }

    /// <summary>Inactive accounts too: a mapping to one must be told apart from a mapping to nothing.</summary>
    public async Task<Answer<IReadOnlyList<RemoteAccount>>> ReadAccountsAsync(IProviderCalls calls, Company company, CancellationToken cancellationToken)
    {
        var read = await _api.QueryAsync<WireAccount>(calls, company.RemoteId, "Account", "Active in (true, false)", "read accounts", cancellationToken);
        return read.Failure is { } failure ? failure : read.Value.Select(QuickBooksTranslation.Account).ToList();
    }

    public async Task<Answer<IReadOnlyList<RemoteTaxCode>>> ReadTaxCodesAsync(IProviderCalls calls, Company company, CancellationToken cancellationToken)
    {
        var read = await ReadTaxSetupAsync(calls, company.RemoteId, cancellationToken);
        if (read.Failure is { } failure)
        {
            return failure;
        }

        var rates = read.Value.Percentages();
        return read.Value.Codes.Where(code => QuickBooksTranslation.IsUsable(company, code))
            .Select(code => QuickBooksTranslation.TaxCode(code, rates))
            .ToList();
    }

    private async Task<Answer<WireTaxSetup>> ReadTaxSetupAsync(IProviderCalls calls, string remoteCompanyId, CancellationToken cancellationToken)
    {
        var codes = await _api.QueryAsync<WireTaxCode>(calls, remoteCompanyId, "TaxCode", null, "read tax codes", cancellationToken);
        if (codes.Failure is { } noCodes)
        {
            return noCodes;
        }

        var rates = await _api.QueryAsync<WireTaxRate>(calls, remoteCompanyId, "TaxRate", null, "read tax rates", cancellationToken);
        return rates.Failure is { } noRates ? noRates : new WireTaxSetup(codes.Value, rates.Value);
    }
}
