using System.Text;
using Dapper;
using Npgsql;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Security;

/// <summary>
/// Compares the keys of <c>Encryption:Keys</c> with those that have encrypted what the database holds, so that a process with a wrong key ends when it starts and not at the first token.
/// The database keeps a known text encrypted by each key.
/// </summary>
public sealed class EncryptionCheck(TokenCipher cipher, NpgsqlDataSource dataSource)
{
    private const string StartOver = "If the key is lost, docs/access.md#encryption-keys says how to continue without it.";

    private static readonly byte[] s_knownText = Encoding.UTF8.GetBytes("OrleansLedger");

    static EncryptionCheck() => DapperSetup.Once();

    /// <summary>Records the keys that are new to the database, and forgets those that encrypt nothing any more.</summary>
    /// <returns>What is wrong with the keys and what to do; null if they can decrypt everything.</returns>
    public async Task<string?> FindErrorAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            return await FindErrorAsync(connection, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction)
        {
            return "The database lacks tables of this version. Run the migration step first: OrleansLedger.Silo migrate, with ConnectionStrings:ledger-admin.";
        }
    }

    private async Task<string?> FindErrorAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var known = await ChecksAsync(connection, cancellationToken);
        if (FindWrongKey(known) is { } wrong)
        {
            return wrong;
        }

        if (known.Count > 0 && !known.Exists(k => cipher.KeyIds.Contains(k.KeyId, StringComparer.Ordinal)))
        {
            return $"None of the keys in Encryption:Keys ({string.Join(", ", cipher.KeyIds)}) has been used with this database before; the keys used are: {string.Join(", ", known.Select(k => k.KeyId))}. "
                + $"Restore Encryption:Keys. To rotate, put the new key first and leave the old one after it. {StartOver}";
        }

        var absent = known.Where(k => !cipher.KeyIds.Contains(k.KeyId, StringComparer.Ordinal)).ToList();
        if (known.Count == 0 || absent.Count > 0)
        {
            // Reads every credential, and so only while a key that was used before is absent, and once in a database older than its checks.
            var inUse = (await connection.QueryAsync<KeyInUse>(new CommandDefinition(Sql.Named("encryption_keys_in_use"), commandTimeout: 0, cancellationToken: cancellationToken))).AsList();
            if (FindLackingKey(inUse) is { } lacking)
            {
                return lacking;
            }

            foreach (var check in absent.Where(a => IsReplaced(a, known) && !inUse.Exists(k => k.KeyId == a.KeyId)))
            {
                await connection.ExecuteAsync(new CommandDefinition(Sql.Named("encryption_check_remove"), new { check.KeyId }, cancellationToken: cancellationToken));
            }
        }

        foreach (var keyId in cipher.KeyIds.Except(known.Select(k => k.KeyId), StringComparer.Ordinal))
        {
            var row = new { KeyId = keyId, Sealed = cipher.SealWith(keyId, Guid.Empty, s_knownText) };
            await connection.ExecuteAsync(new CommandDefinition(Sql.Named("encryption_check_add"), row, cancellationToken: cancellationToken));
        }

        // Of two processes that start at once with different keys under one id, the second finds the check of the first.
        return FindWrongKey(await ChecksAsync(connection, cancellationToken));
    }

    private static async Task<List<KeyCheck>> ChecksAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<KeyCheck>(new CommandDefinition(Sql.Named("encryption_checks"), cancellationToken: cancellationToken))).AsList();

    private string? FindWrongKey(IEnumerable<KeyCheck> known) =>
        known.FirstOrDefault(k => cipher.KeyIds.Contains(k.KeyId, StringComparer.Ordinal) && !cipher.CanOpen(Guid.Empty, k.Sealed)) is { } wrong ? WrongKey(wrong.KeyId) : null;

    private string? FindLackingKey(IReadOnlyCollection<KeyInUse> inUse)
    {
        if (inUse.FirstOrDefault(k => !cipher.KeyIds.Contains(k.KeyId, StringComparer.Ordinal)) is { } lacking)
        {
            return $"Encryption:Keys lacks the key '{lacking.KeyId}', which encrypts {lacking.Credentials} stored credential(s). "
                + $"Put it back after the first key, and leave it until every credential has been renewed. {StartOver}";
        }

        return inUse.FirstOrDefault(k => !cipher.CanOpen(k.ConnectionId, k.Sealed)) is { } wrong ? WrongKey(wrong.KeyId) : null;
    }

    /// <summary>True if the key was used before the first key of this process. A newer one belongs to a process that is ahead in a rotation.</summary>
    private bool IsReplaced(KeyCheck absent, IReadOnlyCollection<KeyCheck> known) =>
        known.FirstOrDefault(k => k.KeyId == cipher.KeyIds[0]) is { } first && absent.CreatedAt < first.CreatedAt;

    private static string WrongKey(string keyId) =>
        $"The key '{keyId}' in Encryption:Keys is not the key of that name that encrypted this database's credentials. Restore the right key. {StartOver}";

    private sealed class KeyCheck
    {
        public string KeyId { get; init; } = "";

        public byte[] Sealed { get; init; } = [];

        public DateTimeOffset CreatedAt { get; init; }
    }

    private sealed class KeyInUse
    {
        public string KeyId { get; init; } = "";

        public long Credentials { get; init; }

        public Guid ConnectionId { get; init; }

        public byte[] Sealed { get; init; } = [];
    }
}
