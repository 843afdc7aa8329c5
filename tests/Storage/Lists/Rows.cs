using Npgsql;
using OrleansLedger.Domain;

namespace OrleansLedger.Storage.Tests.Lists;

/// <summary>Rows for lists, made in bulk by the owner of the tables.</summary>
internal static class Rows
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task ExecuteAsync(this TestLedger ledger, string sql, params object[] parameters)
    {
        await using var command = ledger.Admin.CreateCommand(sql);
        command.CommandTimeout = 300;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await command.ExecuteNonQueryAsync(Cancelled);
    }

    /// <summary>Transactions and for each its synced record. A hundred share an instant, so that the order has ties.</summary>
    public static async Task MakeSyncedAsync(this TestLedger ledger, TenantId tenant, ConnectionId connection, int count, string prefix = "row", string company = "company-1")
    {
        await ledger.ExecuteAsync(
            """
            insert into bank_transaction (id, tenant_id, source_reference, transacted_on, description, amount, currency, category, status, created_at, updated_at)
            select gen_random_uuid(), $1, $3 || '-' || i, date '2026-01-01' + i / 40, 'Row ' || i, 1 + i % 7, case when i % 3 = 0 then 'USD' else 'EUR' end,
                   case when i % 2 = 0 then 'travel' end, 'completed', timestamptz '2026-03-04 12:00Z' + i / 25 * interval '1 second', now()
            from generate_series(1, $2) i
            """,
            tenant.Value,
            count,
            prefix);
        await ledger.ExecuteAsync(
            """
            insert into sync_record (id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision,
                                     remote_id, synced_at, updated_at)
            select gen_random_uuid(), $1, $2, $4, 'bank_transaction', t.id, 1, 'booking', 'OL' || md5(t.id::text), 'synced', 1, 'remote-' || t.source_reference,
                   at, at
            from (select id, source_reference, timestamptz '2026-03-04 12:00Z' + row_number() over (order by id) / 100 * interval '1 minute' as at
                  from bank_transaction where tenant_id = $1 and source_reference like $3 || '-%') t
            """,
            tenant.Value,
            connection.Value,
            prefix,
            company);
        await ledger.ExecuteAsync("analyze bank_transaction, sync_record");
    }
}
