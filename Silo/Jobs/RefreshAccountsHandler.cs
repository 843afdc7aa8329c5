using System.Text.Json;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Jobs;

/// <summary>Reads the company's facts, chart of accounts and tax codes, and fills defaults the user has not chosen.</summary>
internal sealed class RefreshAccountsHandler : IJobHandler
{
    public string Kind => JobKinds.RefreshAccounts;

    public async Task<JobStep> RunAsync(Turn turn, Job job, CancellationToken cancellationToken)
    {
        if (!turn.CompanyIsFresh && await turn.RefreshCompanyAsync(cancellationToken) is { } failure)
        {
            return JobStep.From(failure, job, turn);
        }

        var accounts = new Answer<IReadOnlyList<RemoteAccount>>([]);
        if (turn.Provider is IReadsAccounts accountReader)
        {
            accounts = await accountReader.ReadAccountsAsync(turn.Calls, turn.Company, cancellationToken);
        }

        var taxCodes = new Answer<IReadOnlyList<RemoteTaxCode>>([]);
        if (accounts.Succeeded && turn.Provider is IReadsTaxCodes taxReader)
        {
            taxCodes = await taxReader.ReadTaxCodesAsync(turn.Calls, turn.Company, cancellationToken);
        }

        if ((accounts.Failure ?? taxCodes.Failure) is { } unread)
        {
            return JobStep.From(unread, job, turn);
        }

        await turn.CommitAsync(
            async t =>
            {
                await AccountStore.ReplaceAsync(t, turn.Connection.Id, accounts.Value, cancellationToken);
                await AccountStore.ReplaceTaxCodesAsync(t, turn.Connection.Id, taxCodes.Value, cancellationToken);
                var settings = (await ConnectionStore.FindAsync(t, turn.Connection.Id, cancellationToken))!.Connection.Settings;
                if (settings.DefaultBankAccount is null && FirstBank(accounts.Value, turn.Company.BaseCurrency) is { } bank)
                {
                    await ConnectionStore.SetSettingsAsync(t, turn.Connection.Id, settings with { DefaultBankAccount = bank.RemoteId }, cancellationToken);
                }
            },
            cancellationToken);
        return JobStep.Completed(JsonSerializer.Serialize(new { accounts = accounts.Value.Count, taxCodes = taxCodes.Value.Count, company = turn.Company.Name }));
    }

    /// <summary>The bank account in the company's own currency with the lowest code: the one nearly everybody means.</summary>
    private static RemoteAccount? FirstBank(IReadOnlyList<RemoteAccount> accounts, string currency) => accounts
        .Where(a => a is { Active: true, Kind: AccountKind.Bank } && (a.Currency is null || string.Equals(a.Currency, currency, StringComparison.Ordinal)))
        .OrderBy(a => a.Code is null)
        .ThenBy(a => a.Code, StringComparer.Ordinal)
        .ThenBy(a => a.Name, StringComparer.Ordinal)
        .FirstOrDefault();
}
