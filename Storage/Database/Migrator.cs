using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace OrleansLedger.Storage.Database;

/// <summary>
/// Applies the numbered SQL files once, in order, each in its own transaction, under an advisory lock, and checks that those applied
/// before are still the same to the letter. Runs as the owner of the tables; makes the application's role first.
/// </summary>
public sealed class Migrator(string adminConnectionString, string applicationConnectionString)
{
    private const long LockKey = 0x4F4C_6D69_6772;

    /// <summary>Longer than any pause of a healthy process between two statements of a transaction, shorter than fail-over may take.</summary>
    private static readonly TimeSpan LongestPauseInTransaction = TimeSpan.FromSeconds(10);

    /// <summary>Applies what is missing.</summary>
    /// <returns>The names of the files applied now.</returns>
    /// <exception cref="InvalidOperationException">A file applied before has been changed or removed since.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        // The lock lasts as long as the session: an idle connection of a pool would go on holding it.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(adminConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        // Whoever else migrates may take as long as it takes.
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_lock(@LockKey)", new { LockKey }, commandTimeout: 0, cancellationToken: cancellationToken));
        await EnsureRoleAsync(connection, cancellationToken);
        await connection.ExecuteAsync(
            "create table if not exists schema_migration (name text primary key, sha256 bytea not null, applied_at timestamptz not null default now())");
        var applied = (await connection.QueryAsync<(string Name, byte[] Sha256)>("select name, sha256 from schema_migration"))
            .ToDictionary(m => m.Name, m => m.Sha256, StringComparer.Ordinal);
        var files = Files();
        foreach (var missing in applied.Keys.Except(files.Select(f => f.Name), StringComparer.Ordinal))
        {
            throw new InvalidOperationException($"The database has migration {missing}, which this version does not know. Run the version that made it, or a newer one.");
        }

        var now = new List<string>();
        foreach (var (name, sql) in files)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(sql));
            if (applied.TryGetValue(name, out var before))
            {
                if (!before.AsSpan().SequenceEqual(hash))
                {
                    throw new InvalidOperationException($"Migration {name} was changed after it had been applied. Restore the file and put the change into a new one.");
                }

                continue;
            }

            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync(sql, transaction: transaction);
            await connection.ExecuteAsync("insert into schema_migration (name, sha256) values (@name, @hash)", new { name, hash }, transaction);
            await transaction.CommitAsync(cancellationToken);
            now.Add(name);
        }

        return now;
    }

    private async Task EnsureRoleAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var application = new NpgsqlConnectionStringBuilder(applicationConnectionString);
        if (!string.Equals(application.Username, "ledger_app", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:ledger logs in as '{application.Username}'. Use the role ledger_app: row-level security is written for it, and the migration step creates it.");
        }

        var exists = await connection.ExecuteScalarAsync<bool>("select exists (select from pg_roles where rolname = 'ledger_app')");
        await using var command = connection.CreateCommand();
        command.CommandText = $"{(exists ? "alter" : "create")} role ledger_app login nosuperuser nobypassrls nocreatedb nocreaterole password {Quoted(application.Password ?? "")}";
        await command.ExecuteNonQueryAsync(cancellationToken);

        // A silo that is frozen inside a transaction keeps its locks: the server ends its session, so that others go on.
        await connection.ExecuteAsync($"alter role ledger_app set idle_in_transaction_session_timeout = '{LongestPauseInTransaction.TotalSeconds:0}s'");
        await connection.ExecuteAsync("grant usage on schema public to ledger_app; revoke create on schema public from public");
    }

    /// <summary>A literal for a statement that takes no parameters.</summary>
    private static string Quoted(string text) => "'" + text.Replace("'", "''") + "'";

    private static List<(string Name, string Sql)> Files()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith("Migrations", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(n)!);
                return (n["Migrations/".Length..], reader.ReadToEnd());
            })
            .ToList();
    }
}
