namespace OrleansLedger.EndToEnd.Tests.Running;

/// <summary>Tests against the running application: each finds it whole.</summary>
public abstract class LedgerTests(RunningLedger ledger) : IAsyncLifetime
{
    private protected RunningLedger Ledger => ledger;

    public async ValueTask InitializeAsync() => await ledger.MendAsync();

    public ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            ledger.KeepData();
            TestContext.Current.TestOutputHelper?.WriteLine($"Data and logs are left in {ledger.Application.DataFolder}");
        }

        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
