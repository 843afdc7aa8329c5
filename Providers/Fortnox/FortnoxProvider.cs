using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Fortnox;

/// <summary>
/// Fortnox: bank transactions become vouchers, which are numbered as they come and never change. It has no tax codes and its vouchers name
/// no contact, so it declares neither.
/// </summary>
public sealed partial class FortnoxProvider : IProvider, IReadsAccounts
{
    private const int CallsInFlight = 4;

    private readonly FortnoxApi _api;
    private readonly TimeProvider _clock;

    internal FortnoxProvider(FortnoxOptions options, TimeProvider clock)
    {
        _api = new FortnoxApi(options, clock);
        _clock = clock;
        Authorization = new FortnoxAuthorization(options, _api, clock);
        Manifest = new ProviderManifest
        {
            Key = FortnoxOptions.Key,
            DisplayName = "Fortnox",
            Live = options.App.Live,
            Windows = [new QuotaWindow("5s", 25, options.Window) { Reserve = 1 }],
            MaxConcurrentCalls = CallsInFlight,
            RefreshIdleAfter = TimeSpan.FromDays(20),
            IsTokenRefusal = FortnoxFailures.IsTokenRefusal,
        };
    }

    public ProviderManifest Manifest { get; }

    public IAuthorizes Authorization { get; }

    public async Task<Answer<Company>> ReadCompanyAsync(IProviderCalls calls, string remoteCompanyId, CancellationToken cancellationToken)
    {
        var information = await _api.CompanyInformationAsync(calls, cancellationToken);
        if (!information.Succeeded)
        {
            return information.Failure!;
        }

        if (information.Value.CompanyInformation is not { DatabaseNumber: { } number } company)
        {
            return new ProviderFailure.Transient("unreadable_answer", "Fortnox described the company without its database number.");
        }

        if (number.ToString() != remoteCompanyId)
        {
            return new ProviderFailure.Rejected("other_company", $"This authorisation opens company {number}, the connection is for {remoteCompanyId}. Connect Fortnox again.");
        }

        var locked = await _api.LockedPeriodAsync(calls, cancellationToken);
        if (!locked.Succeeded)
        {
            return locked.Failure!;
        }

        var years = await _api.FinancialYearsAsync(calls, cancellationToken);
        return years.Succeeded ? FortnoxTranslation.Company(company, number, locked.Value.LockedPeriod, years.Value) : years.Failure!;
    }

    /// <summary>Accounts belong to a financial year: those of the current one, or of the last where there is none for today.</summary>
    public async Task<Answer<IReadOnlyList<RemoteAccount>>> ReadAccountsAsync(IProviderCalls calls, Company company, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        var year = FortnoxTranslation.YearOf(company, today) ?? company.FinancialYears?.MaxBy(y => y.To);
        var accounts = await _api.AccountsAsync(calls, year?.RemoteId, cancellationToken);
        return accounts.Succeeded
            ? new Answer<IReadOnlyList<RemoteAccount>>([.. accounts.Value.Select(FortnoxTranslation.Account)])
            : accounts.Failure!;
    }
}
