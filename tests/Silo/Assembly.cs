using OrleansLedger.Testing;

[assembly: AssemblyFixture(typeof(RedisFixture))]
