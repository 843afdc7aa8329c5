using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;

namespace OrleansLedger.Bench.Setup;

/// <summary>Puts very many sync records into the tables, each with a transaction of its own, by two statements a tenant.</summary>
/// <param name="owner">The connection string of the tables' owner.</param>
internal sealed class RecordSeed(string owner)
{
    /// <summary>One record in so many has failed; all others are synced.</summary>
    public const int FailedOneIn = 500;

    /// <summary>Ids grow like UUIDv7 do: 48 bits of milliseconds, then chance.</summary>
    private const string Transactions =
        """
        insert into bank_transaction (id, tenant_id, source_reference, transacted_on, description, amount, currency, counterparty, category, status)
        select (lpad(to_hex(1772625600000 + i * $4), 12, '0') || '7' || substr(chance, 1, 3) || '8' || substr(chance, 4, 15))::uuid,
               $1, 'bank-' || i, date '2025-01-01' + (i % 400)::int, 'Coffee beans for the week ' || i, 1 + i % 900, 'EUR', 'Beans & Co', 'supplies', 'completed'
        from (select i, md5($1::text || i) as chance from generate_series(1::bigint, $3) i) s where $2::uuid[] is not null
        """;

    /// <summary>50 are written at a time, every 0.7 seconds. The connections take turns.</summary>
    private const string Records =
        """
        insert into sync_record (id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision,
                                 content_hash, content, attempt, remote_id, remote_number, remote_version, error_code, error_text, synced_at, updated_at)
        select (left(id::text, 24) || substr(md5(id::text), 1, 12))::uuid, tenant_id, $2[(1 + n % cardinality($2))::int], 'company', 'bank_transaction', id, 1, 'booking',
               'OL' || upper(substr(md5(id::text), 1, 18)), case when failed then 'failed' else 'synced' end, 1, sha256(source_reference::bytea),
               jsonb_build_object('account', '4000', 'amount', amount, 'text', description), 1, md5(id::text), 'N-' || n, '1',
               case when failed then 'ACCOUNT_ARCHIVED' end, case when failed then 'The account 4000 is archived. Choose another one and export again.' end, at, at
        from (select t.*, timestamptz '2026-03-04 12:00Z' + n * $4 / 50 * interval '700 milliseconds' as at, n % $5 = 0 as failed
              from (select *, row_number() over (order by id) as n from bank_transaction where tenant_id = $1) t) s
        where $3 > 0
        """;

    /// <param name="records">How many.</param>
    /// <param name="spread">Every record lies so many times further from the one before: tenants with few records have them all over the time of one with many.</param>
    public async Task FillAsync(TenantId tenant, IReadOnlyList<ConnectionId> connections, int records, int spread, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(owner);
        foreach (var sql in (string[])[Transactions, Records])
        {
            await using var command = source.CreateCommand(sql);
            command.CommandTimeout = 0;
            command.Parameters.Add(new NpgsqlParameter { Value = tenant.Value });
            command.Parameters.Add(new NpgsqlParameter { Value = connections.Select(connection => connection.Value).ToArray() });
            command.Parameters.Add(new NpgsqlParameter { Value = (long)records });
            command.Parameters.Add(new NpgsqlParameter { Value = (long)spread });
            if (sql == Records)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = FailedOneIn });
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>What a server in use has had done for long: statistics, and pages known to be visible to all. Written down now, not while something is measured.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(owner);
        foreach (var sql in (string[])["vacuum analyze", "checkpoint"])
        {
            await using var command = source.CreateCommand(sql);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
