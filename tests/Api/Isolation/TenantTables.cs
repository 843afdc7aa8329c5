using Npgsql;

namespace OrleansLedger.Api.Tests.Isolation;

/// <summary>The tables that hold tenants' rows, as the catalog has them: a table or column that is added is among them by itself.</summary>
internal sealed class TenantTables
{
    private readonly NpgsqlDataSource _owner;

    private TenantTables(NpgsqlDataSource owner, IReadOnlyList<TenantTable> tables) => (_owner, All) = (owner, tables);

    public IReadOnlyList<TenantTable> All { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<TenantTables> ReadAsync(NpgsqlDataSource owner)
    {
        await using var command = owner.CreateCommand(
            """
            select c.relname, a.attname, format_type(a.atttypid, null),
                   exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey))
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind in ('r', 'p') and not c.relispartition
            order by c.relname, a.attnum
            """);
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        var columns = new List<(string Table, TenantColumn Column)>();
        while (await reader.ReadAsync(Cancelled))
        {
            columns.Add((reader.GetString(0), new TenantColumn(reader.GetString(1), reader.GetString(2), reader.GetBoolean(3))));
        }

        return new TenantTables(owner, [.. columns
            .GroupBy(c => c.Table, c => c.Column, StringComparer.Ordinal)
            .Select(t => (t.Key, Columns: t.ToList(), Tenant: t.Key == "tenant" ? "id" : t.Select(c => c.Name).FirstOrDefault(c => c is "tenant_id" or "chain")))
            .Where(t => t.Tenant is not null)
            .Select(t => new TenantTable(t.Key, t.Tenant!, t.Columns))]);
    }

    /// <summary>What every table holds of a tenant, by table: equal where nothing was added, changed or removed.</summary>
    public async Task<IReadOnlyDictionary<string, string>> DigestAsync(Guid tenant)
    {
        var parts = All.Select(t => $"select '{t.Name}', md5(coalesce(string_agg(r::text, '|' order by r::text), '')) from {t.Name} r where {t.TenantColumn} = $1");
        var digest = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in await RowsAsync(string.Join(" union all ", parts), tenant))
        {
            digest.Add((string)row[0]!, (string)row[1]!);
        }

        return digest;
    }

    /// <summary>Every UUID in the tenant's rows.</summary>
    public async Task<HashSet<Guid>> GuidsAsync(Guid tenant) =>
        [.. (await ColumnAsync(tenant, "uuid", c => c)).Select(r => (Guid)r)];

    /// <summary>Every hash and other short run of bytes in the tenant's rows.</summary>
    public async Task<List<byte[]>> HashesAsync(Guid tenant) =>
        (await ColumnAsync(tenant, "bytea", c => c)).Select(r => (byte[])r).Where(b => b.Length is >= 16 and <= 64 && b.Any(v => v != 0)).ToList();

    /// <summary>The texts of one column.</summary>
    public async Task<List<string>> TextsAsync(Guid tenant, TenantTable table, TenantColumn column) =>
        (await RowsAsync($"select distinct {column.Name} from {table.Name} where {table.TenantColumn} = $1 and {column.Name} is not null order by 1 limit 20", tenant)).ConvertAll(r => (string)r[0]!);

    public async Task<List<object?[]>> RowsAsync(string sql, params object[] parameters)
    {
        await using var command = _owner.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(Cancelled))
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            }

            rows.Add(row);
        }

        return rows;
    }

    private async Task<List<object>> ColumnAsync(Guid tenant, string type, Func<string, string> expression)
    {
        var parts = All.SelectMany(t => t.Columns.Where(c => c.Type == type).Select(c => $"select {expression(c.Name)} from {t.Name} where {t.TenantColumn} = $1 and {c.Name} is not null"));
        return (await RowsAsync(string.Join(" union ", parts), tenant)).ConvertAll(r => r[0]!);
    }
}

/// <param name="TenantColumn">The column that says whose a row is.</param>
internal sealed record TenantTable(string Name, string TenantColumn, IReadOnlyList<TenantColumn> Columns);

/// <param name="IsConstrained">A named constraint says which values it may have.</param>
internal sealed record TenantColumn(string Name, string Type, bool IsConstrained);
