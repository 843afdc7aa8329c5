using System.Text.Json;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Jobs;

/// <summary>Reads the company's facts, some of which are of its taxes, and its tax codes; the accounts are left alone.</summary>
internal sealed class RefreshTaxCodesHandler : IJobHandler
{
    public string Kind => JobKinds.RefreshTaxCodes;

    public async Task<JobStep> RunAsync(Turn turn, Job job, CancellationToken cancellationToken)
    {
        if (turn.Provider is not IReadsTaxCodes reader)
        {
            return JobStep.Discard("not_supported", $"{turn.Provider.Manifest.DisplayName} has no tax codes to read. Map accounts only, and leave the connection's default tax code empty.");
        }

        if (!turn.CompanyIsFresh && await turn.RefreshCompanyAsync(cancellationToken) is { } failure)
        {
            return JobStep.From(failure, job, turn);
        }

        var taxCodes = await reader.ReadTaxCodesAsync(turn.Calls, turn.Company, cancellationToken);
        if (taxCodes.Failure is { } unread)
        {
            return JobStep.From(unread, job, turn);
        }

        await turn.CommitAsync(t => AccountStore.ReplaceTaxCodesAsync(t, turn.Connection.Id, taxCodes.Value, cancellationToken), cancellationToken);
        return JobStep.Completed(JsonSerializer.Serialize(new { taxCodes = taxCodes.Value.Count, company = turn.Company.Name }));
    }
}
