using OrleansLedger.Testing;

[assembly: AssemblyFixture(typeof(LedgerFixture))]
[assembly: AssemblyFixture(typeof(RedisFixture))]
