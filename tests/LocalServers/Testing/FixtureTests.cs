using Npgsql;
using OrleansLedger.Testing;
using StackExchange.Redis;

namespace OrleansLedger.LocalServers.Tests.Testing;

public sealed class FixtureTests(PostgresFixture postgres, RedisFixture redis)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_test_gets_a_database_of_its_own()
    {
        var one = await postgres.CreateDatabaseAsync(cancellationToken: Cancelled);
        var other = await postgres.CreateDatabaseAsync(cancellationToken: Cancelled);
        await using var first = NpgsqlDataSource.Create(one.AdminConnectionString);
        await using var second = NpgsqlDataSource.Create(other.AdminConnectionString);

        await first.CreateCommand("create table mark (text text)").ExecuteNonQueryAsync(Cancelled);

        var tables = await second.CreateCommand("select count(*) from pg_tables where tablename = 'mark'").ExecuteScalarAsync(Cancelled);
        tables.ShouldBe(0L);
    }

    [Fact]
    public async Task A_database_can_be_copied_from_a_prepared_one()
    {
        var prepared = await postgres.CreateDatabaseAsync(cancellationToken: Cancelled);
        await using (var source = NpgsqlDataSource.Create(prepared.AdminConnectionString))
        {
            await source.CreateCommand("create table mark (text text)").ExecuteNonQueryAsync(Cancelled);
        }

        var copy = await postgres.CreateDatabaseAsync(prepared.Name, Cancelled);

        await using var data = NpgsqlDataSource.Create(copy.AdminConnectionString);
        (await data.CreateCommand("select count(*) from mark").ExecuteScalarAsync(Cancelled)).ShouldBe(0L);
    }

    [Fact]
    public async Task Redis_runs_scripts()
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);

        var answer = await connection.GetDatabase().ScriptEvaluateAsync("return redis.call('incrby', KEYS[1], 2)", [(RedisKey)"fixture"]);

        ((int)answer).ShouldBe(2);
    }
}
