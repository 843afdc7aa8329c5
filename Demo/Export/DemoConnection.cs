using OrleansLedger.Demo.Api;
using OrleansLedger.Demo.Plan;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.Demo.Verification;

namespace OrleansLedger.Demo.Export;

/// <summary>One connection of the demo's: a tenant, a simulated company, and what is to be exported from the one to the other.</summary>
internal sealed class DemoConnection(LedgerTenant tenant, SimulatedCompany company, string connectionId, ChartChoices choices)
{
    private readonly Lock _gate = new();
    private ExportProgress? _progress;
    private CompanyCalls? _calls;

    public string Name => $"{tenant.Name} → {company.Provider}";

    public SimulatedCompany Company => company;

    public LedgerTenant Tenant => tenant;

    /// <summary>The connection's id in the API.</summary>
    public string Id => connectionId;

    public ChartChoices Choices => choices;

    /// <summary>The export job's id; empty until it has been started.</summary>
    public string Job { get; set; } = "";

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>What the product said last.</summary>
    public ExportProgress? Progress
    {
        get { lock (_gate) { return _progress; } }
    }

    /// <summary>What the sandbox counted last.</summary>
    public CompanyCalls? Calls
    {
        get { lock (_gate) { return _calls; } }
    }

    public void Report(ExportProgress progress, CompanyCalls calls, DateTimeOffset at)
    {
        lock (_gate)
        {
            (_progress, _calls) = (progress, calls);
            FinishedAt ??= progress.IsFinished ? at : null;
        }
    }

    /// <summary>What the books must contain at the end: each exportable transaction of the file once, as the choices say.</summary>
    /// <param name="entryKeys">Under which reference each document was entered, by source reference.</param>
    public Expectation Expect(IReadOnlyList<DemoTransaction> transactions, IReadOnlyDictionary<string, string> entryKeys) => new(
        Name,
        company.BaseCurrency,
        [.. transactions.Where(transaction => transaction.IsExportable).Select(transaction => ExpectedDocument.Of(
            transaction, entryKeys.GetValueOrDefault(transaction.Transaction.SourceReference), company, choices))]);
}
