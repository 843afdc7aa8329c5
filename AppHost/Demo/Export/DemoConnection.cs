using OrleansLedger.AppHost.Demo.Plan;
using OrleansLedger.AppHost.Demo.Sandbox;
using OrleansLedger.AppHost.Demo.Verification;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;

namespace OrleansLedger.AppHost.Demo.Export;

/// <summary>One connection of the demo's: a tenant, a simulated company, and what is to be exported from the one to the other.</summary>
internal sealed class DemoConnection(string tenantName, SimulatedCompany company, Connection connection, ChartChoices choices)
{
    private readonly Lock _gate = new();
    private ExportProgress? _progress;
    private CompanyCalls? _calls;

    public string Name => $"{tenantName} → {company.Provider}";

    public SimulatedCompany Company => company;

    public Connection Connection => connection;

    public ChartChoices Choices => choices;

    public JobId Job { get; set; }

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

    /// <summary>What has to stand in the books at the end: from the file, the choices and nothing else.</summary>
    public Expectation Expect(IReadOnlyList<DemoTransaction> transactions, IReadOnlyDictionary<string, DocumentId> documents) => new(
        Name,
        company.BaseCurrency,
        [.. transactions.Where(transaction => transaction.IsExportable).Select(transaction => ExpectedDocument.Of(
            transaction, documents[transaction.Transaction.SourceReference], connection.Id, company, choices))]);
}
