using System.Text.RegularExpressions;
using OrleansLedger.Storage.Database;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Database;

public sealed partial class SqlTests(LedgerFixture fixture)
{
    /// <summary>PostgreSQL infers most parameters; those of unnest it cannot. By name, and by query where a name stands for two types.</summary>
    private static readonly Dictionary<string, string> s_types = new(StringComparer.Ordinal)
    {
        ["Id"] = "uuid", ["TenantId"] = "uuid", ["ConnectionId"] = "uuid", ["DocumentId"] = "uuid", ["JobId"] = "uuid", ["WriteId"] = "uuid", ["SubjectId"] = "uuid",
        ["Ids"] = "uuid[]", ["DocumentIds"] = "uuid[]", ["AttachmentIds"] = "uuid[]", ["JobIds"] = "uuid[]", ["Subjects"] = "uuid[]", ["Jobs"] = "uuid[]", ["Connections"] = "uuid[]", ["ConnectionIds"] = "uuid[]",
        ["Entries"] = "int[]", ["Revisions"] = "int[]", ["Ordinals"] = "int[]", ["Attempts"] = "int[]", ["Unconfirmed"] = "int[]", ["Durations"] = "int[]", ["Sizes"] = "bigint[]",
        ["Amounts"] = "numeric[]", ["Dates"] = "date[]", ["Ats"] = "timestamptz[]", ["NotBefores"] = "timestamptz[]",
        ["Sha256s"] = "bytea[]", ["ContentHashes"] = "bytea[]", ["Actives"] = "boolean[]", ["EntryDones"] = "boolean[]", ["KeepOlds"] = "boolean[]",
        ["KeepStatusOf"] = "text[]", ["attachment_blob_put.Contents"] = "bytea[]", ["sync_log_insert.Statuses"] = "int[]", ["tax_code_replace.Rates"] = "numeric[]",
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_named_query_fits_the_migrated_schema()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await using var connection = await ledger.Admin.OpenConnectionAsync(Cancelled);
        var problems = new List<string>();

        foreach (var name in Sql.Names.Order(StringComparer.Ordinal))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Prepare(name, Sql.Named(name));
            try
            {
                await command.ExecuteNonQueryAsync(Cancelled);
            }
            catch (Npgsql.PostgresException e)
            {
                problems.Add($"{name}: {e.MessageText}");
            }
        }

        Sql.Names.Count.ShouldBeGreaterThan(50);
        problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_name_no_file_has_is_refused_with_what_to_write() =>
        Should.Throw<KeyNotFoundException>(() => Sql.Named("no_such_query")).Message
            .ShouldBe("No query is named 'no_such_query'. Add a section '-- name: no_such_query' to a .sql file of Storage.");

    private static string Prepare(string name, string sql)
    {
        if (sql.StartsWith("call ", StringComparison.Ordinal))
        {
            // PostgreSQL prepares no calls by name.
            return Parameter().Replace(sql, "null");
        }

        var parameters = new List<string>();
        var text = Parameter().Replace(sql, match =>
        {
            var parameter = match.Groups["name"].Value;
            if (!parameters.Contains(parameter))
            {
                parameters.Add(parameter);
            }

            return $"${parameters.IndexOf(parameter) + 1}";
        });
        var types = parameters.Select(p => s_types.GetValueOrDefault($"{name}.{p}") ?? s_types.GetValueOrDefault(p) ?? (IsList(sql, p) ? "text[]" : "unknown"));
        return $"prepare q_{name}{(parameters.Count == 0 ? "" : $" ({string.Join(", ", types)})")} as {text}";
    }

    private static bool IsList(string sql, string parameter) => parameter.EndsWith('s') && sql.Contains("unnest(", StringComparison.Ordinal) && sql.IndexOf($"@{parameter}", StringComparison.Ordinal) >= 0;

    [GeneratedRegex("@(?<name>[A-Za-z0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
