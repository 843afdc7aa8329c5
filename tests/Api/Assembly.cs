using OrleansLedger.Testing;

[assembly: AssemblyFixture(typeof(LedgerFixture))]
