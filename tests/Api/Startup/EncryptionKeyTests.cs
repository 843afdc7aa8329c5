using System.Security.Cryptography;
using OrleansLedger.Storage.Security;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Startup;

/// <summary>The Api, a silo and the migration step as processes, with keys that do not fit the database.</summary>
public sealed class EncryptionKeyTests(LedgerFixture fixture)
{
    private static readonly string s_key = Key("k1");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Api")]
    [InlineData("Silo")]
    [InlineData("Silo", "migrate")]
    public async Task Process_with_a_wrong_key_ends_and_says_so_without_a_stack_trace(string project, params string[] arguments)
    {
        var database = await UsedDatabaseAsync();

        var ended = await RunAsync(project, arguments, database, Key("k1"));

        ended.ExitCode.ShouldBe(78, ended.Output);
        ended.Output.ShouldContain("The process ends because it cannot work with these settings. The key 'k1' in Encryption:Keys is not the key of that name that encrypted this database's credentials.");
        ended.Output.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("Api")]
    [InlineData("Silo")]
    public async Task Process_without_a_key_ends_and_names_the_setting_without_a_stack_trace(string project)
    {
        var database = await UsedDatabaseAsync();

        var ended = await RunAsync(project, [], database, [null]);

        ended.ExitCode.ShouldBe(78, ended.Output);
        ended.Output.ShouldContain("The setting Encryption:Keys:0 is missing. Set it to 'id:' and 32 random bytes in base64");
        ended.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Migration_step_accepts_a_new_key_before_the_old_one()
    {
        var database = await UsedDatabaseAsync();

        var ended = await RunAsync("Silo", ["migrate"], database, Key("k2"), s_key);

        ended.ExitCode.ShouldBe(0, ended.Output);
    }

    private static string Key(string id) => $"{id}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>A database that a process with <see cref="s_key"/> has used.</summary>
    private async Task<TestDatabase> UsedDatabaseAsync()
    {
        var database = await fixture.CreateDatabaseAsync(Cancelled);
        await using var dataSource = Npgsql.NpgsqlDataSource.Create(database.AppConnectionString);
        (await new EncryptionCheck(new TokenCipher([s_key]), dataSource).FindErrorAsync(Cancelled)).ShouldBeNull();
        return database;
    }

    private static Task<ProductProcess> RunAsync(string project, string[] arguments, TestDatabase database, params string?[] key)
    {
        var settings = RunningApi.Settings(database, new Uri("http://127.0.0.1:1"));
        settings["ConnectionStrings:ledger-admin"] = database.AdminConnectionString;
        for (var n = 0; n < key.Length; n++)
        {
            settings[$"Encryption:Keys:{n}"] = key[n];
        }

        return ProductProcess.RunAsync(project, arguments, settings, Cancelled);
    }
}
