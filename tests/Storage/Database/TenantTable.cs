using System.Text.RegularExpressions;
using Npgsql;

namespace OrleansLedger.Storage.Tests.Database;

/// <summary>
/// A table with a tenant_id, as the catalog describes it, and a way to make a row of it for any tenant:
/// every column that must have a value gets one that its type and its named constraints take.
/// </summary>
internal sealed partial record TenantTable(string Name, string InsertSql)
{
    /// <param name="partitions">Whether to list the partitions instead of the tables they belong to.</param>
    public static async Task<List<TenantTable>> ListAsync(NpgsqlDataSource admin, bool partitions, CancellationToken cancellationToken)
    {
        await using var command = admin.CreateCommand(
            """
            select c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                   coalesce((select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)), '')
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind in ('r', 'p') and c.relispartition = $1
              and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id')
              and (a.attnotnull or a.attname = 'tenant_id') and not a.atthasdef and a.attidentity = ''
            order by c.relname, a.attnum
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = partitions });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var columns = new List<(string Table, string Column, string Value)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            columns.Add((reader.GetString(0), reader.GetString(1), Value(reader.GetString(1), reader.GetString(2), reader.GetString(3))));
        }

        return columns
            .GroupBy(c => c.Table, StringComparer.Ordinal)
            .Select(t => new TenantTable(t.Key, $"insert into {t.Key} ({string.Join(", ", t.Select(c => c.Column))}) values ({string.Join(", ", t.Select(c => c.Value))})"))
            .ToList();
    }

    private static string Value(string column, string type, string constraints) => (column, type) switch
    {
        ("tenant_id", _) => "@tenant",
        ("currency", _) => "'EUR'",
        (_, "text") => FirstWord().Match(constraints) is { Success: true } word ? word.Value : "'x'",
        (_, "uuid") => "gen_random_uuid()",
        (_, "bytea") => "sha256(convert_to(gen_random_uuid()::text, 'UTF8'))",
        (_, "jsonb") => "'{}'",
        (_, "date") => "date '2026-03-04'",
        (_, "boolean") => "true",
        _ when type.StartsWith("timestamp", StringComparison.Ordinal) => "now()",
        _ => "1",
    };

    [GeneratedRegex("'[^']+'", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirstWord();
}
