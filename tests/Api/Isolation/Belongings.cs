using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using OrleansLedger.Api.Graph;

namespace OrleansLedger.Api.Tests.Isolation;

/// <summary>What a client of a tenant's could put into arguments: the global ids of what it has, and its texts by the column they stand in.</summary>
internal sealed partial class Belongings
{
    /// <summary>Words for a thing in arguments, where they are not the name of its kind of id.</summary>
    private static readonly Dictionary<string, string> s_otherWords = new(StringComparer.OrdinalIgnoreCase) { ["document"] = "Transaction", ["entity"] = "Transaction", ["key"] = "ApiKey", ["log"] = "LogEntry" };

    private static readonly Dictionary<string, string> s_tablesOfOtherNames = new(StringComparer.Ordinal) { ["Transaction"] = "bank_transaction", ["LogEntry"] = "sync_log" };

    private readonly Dictionary<string, List<string>> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, List<string>> _cursors = new(StringComparer.Ordinal);

    private Belongings(PopulatedTenant tenant) => Tenant = tenant;

    public PopulatedTenant Tenant { get; }

    /// <summary>Global ids by the name of their kind.</summary>
    public Dictionary<string, List<string>> Ids { get; } = new(StringComparer.Ordinal);

    public static async Task<Belongings> ReadAsync(PopulatedTenant tenant, TenantTables tables)
    {
        var belongings = new Belongings(tenant);
        foreach (var kind in typeof(GlobalId).GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).Where(f => f is { IsLiteral: true, IsPublic: true }))
        {
            belongings.Ids.Add(kind.Name, await IdsAsync(kind.Name, kind.GetRawConstantValue()!.ToString()![0], tenant, tables));
        }

        foreach (var (table, column) in tables.All.SelectMany(t => t.Columns.Where(c => c.Type == "text").Select(c => (t, c))))
        {
            belongings._texts.Add($"{table.Name}.{column.Name}", await tables.TextsAsync(tenant.Id.Value, table, column));
        }

        return belongings;
    }

    /// <summary>The kind of id that an argument asks for, by its name and its field's; null where they do not say.</summary>
    public string? KindOf(string fieldName, string argumentName)
    {
        var plain = IdSuffix().Replace(argumentName, "");
        return Named(plain) ?? (plain.Length == 0 || plain is "after" or "before" ? Named(fieldName) : null);
    }

    /// <summary>Texts that an argument of that name could mean, by columns of the same name; the columns of a table that the field's name speaks of come first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> TextsOf(string fieldName, string argumentName)
    {
        var (field, argument) = (Snake(fieldName), Snake(argumentName));
        if (argument is "after" or "before")
        {
            return [[.. _cursors.GetValueOrDefault(fieldName, []), "0"]];
        }

        if (argument is "state")
        {
            return [Tenant.States];
        }

        if (argument is "code")
        {
            return [Tenant.Codes];
        }

        if (argument is "search" or "containing" or "query")
        {
            return [.. new[] { "bank_transaction.description", "account.name", "tax_code.name", "mapping_rule.key", "tenant.name" }.Select(c => _texts[c])];
        }

        string[] names = argument is "key" or "id" ? [field, $"{field}_{argument}"] : argument.EndsWith('s') ? [argument, argument[..^1]] : [argument];
        var columns = _texts
            .Where(t => t.Value.Count > 0)
            .Select(t => (t.Key.Split('.') is [var table, var column] ? (Table: table, Column: column) : default, t.Value))
            .Where(c => names.Any(n => n == c.Item1.Column || n == $"{c.Item1.Table}_{c.Item1.Column}" || (c.Item1.Table == "mapping_rule" && c.Item1.Column == "key" && n is "category" or "bank_account" or "tax_code")))
            .OrderByDescending(c => names.Contains($"{c.Item1.Table}_{c.Item1.Column}") || field.Contains(c.Item1.Table, StringComparison.Ordinal))
            .Select(c => (IReadOnlyList<string>)c.Value)
            .ToList();
        if (argument is "remote_company_id")
        {
            columns.Insert(0, [Tenant.CompanyOffered]);
        }

        return columns.Count > 0 ? columns : [[$"{Tenant.Mark}anything"]];
    }

    public void Remember(string fieldName, string cursor)
    {
        var known = _cursors.GetOrAdd(fieldName, _ => []);
        if (known.Count < 3 && !known.Contains(cursor))
        {
            known.Add(cursor);
        }
    }

    private static async Task<List<string>> IdsAsync(string kind, char letter, PopulatedTenant tenant, TenantTables tables)
    {
        var name = s_tablesOfOtherNames.GetValueOrDefault(kind) ?? Snake(kind);
        var table = tables.All.FirstOrDefault(t => t.Name == name)
            ?? throw new InvalidOperationException($"Ids of the kind {kind} are of no table named {name}. Say in {nameof(s_tablesOfOtherNames)} which table they are of.");
        var remote = table.Columns.All(c => c.Name != "id");
        // The first key is the one that calls: were it ended, the calls after it would prove nothing.
        var rows = await tables.RowsAsync(
            $"select {(remote ? "connection_id, remote_id" : "id, ''")} from {name} where {table.TenantColumn} = $1 order by {OrderOf(name, remote)} {(name == "api_key" ? "offset 1" : "")} limit 12",
            tenant.Id.Value);
        return rows.ConvertAll(r => Base64Url.EncodeToString([(byte)letter, .. ((Guid)r[0]!).ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes((string)r[1]!)]));
    }

    /// <summary>The same order as that of the texts, so that the first transaction has the first reference.</summary>
    private static string OrderOf(string table, bool remote) => table switch
    {
        "bank_transaction" => "source_reference",
        "attachment" => "file_name",
        "sync_log" => "at",
        "connection" => "remote_company_id",
        "job" => "idempotency_key",
        "sync_record" => "entry_key",
        _ when remote => "remote_id",
        _ => "id",
    };

    private string? Named(string word) => s_otherWords.GetValueOrDefault(word)
        ?? Ids.Keys.Where(k => word.Contains(k, StringComparison.OrdinalIgnoreCase)).MaxBy(k => k.Length);

    private static string Snake(string name) => Hump().Replace(name, "_$0").TrimStart('_').ToLower(CultureInfo.InvariantCulture);

    [GeneratedRegex("[A-Z]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hump();

    [GeneratedRegex("(Ids?|^ids?)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdSuffix();
}
