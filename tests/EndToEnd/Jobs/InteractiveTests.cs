using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;

namespace OrleansLedger.EndToEnd.Tests.Jobs;

/// <summary>Commands that a person waits for.</summary>
[Collection(TheApplication.Name)]
public sealed class InteractiveTests(RunningLedger ledger) : LedgerTests(ledger)
{
    [Fact]
    public async Task A_command_on_a_connection_busy_exporting_runs_before_the_export_ends()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 60));
        var held = await Ledger.Sandbox.HoldBeforeAsync("fortnox", ProviderCase.Of("fortnox").WritePath, "POST", company.Company.Id);

        var export = await company.ExportAsync();
        await held.ArrivedAsync();
        var command = await company.CommandAsync(JobKinds.TestConnection);
        await held.ReleaseAsync();

        var tested = await company.EndAsync(command, "the command");
        var exported = await company.EndAsync(export, "the export");
        tested.Status.ShouldBe(JobStatus.Completed, tested.ErrorText);
        exported.Status.ShouldBe(JobStatus.Completed, exported.ErrorText);
        tested.FinishedAt.ShouldNotBeNull().ShouldBeLessThan(exported.FinishedAt.ShouldNotBeNull());
        await company.BooksShouldHoldOnceAsync(documents);
    }
}
