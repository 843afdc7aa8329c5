using Npgsql;
using OrleansLedger.Demo;

namespace OrleansLedger.Bench.Pages;

/// <summary>What a request made the server do.</summary>
/// <param name="Statements">That read or write rows.</param>
/// <param name="Others">That begin and end transactions, name the tenant or clean a connection.</param>
internal sealed record SentStatements(int Statements, int Others);

/// <summary>
/// Counts the statements of requests by the server's own log: it is told to write down every statement, and each request stands between two marks.
/// Nothing else may use the database meanwhile.
/// </summary>
/// <param name="owner">The connection string of a superuser.</param>
/// <param name="file">The server's log.</param>
internal sealed class StatementLog(string owner, string file, TimeProvider time)
{
    private const string Mark = "select 'orleansledger bench mark ";

    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_writtenWithin = TimeSpan.FromSeconds(20);

    private static readonly string[] s_overhead = ["begin", "commit", "rollback", "discard", "reset", "set ", "close", "deallocate", "unlisten", "select pg_advisory_unlock", "call ledger_act_for"];

    /// <returns>For each request what it sent, in order.</returns>
    public async Task<IReadOnlyList<SentStatements>> CountAsync(IEnumerable<Func<Task>> requests, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(owner);
        var marks = 0;
        await ExecuteAsync("alter system set log_statement = 'all'");
        try
        {
            // Servers take new settings one by one, each before its next statement.
            await ExecuteAsync("select pg_reload_conf()");
            await MarkAsync();
            foreach (var request in requests)
            {
                await request();
                await MarkAsync();
            }
        }
        finally
        {
            await ExecuteAsync("alter system reset log_statement");
            await ExecuteAsync("select pg_reload_conf()");
        }

        return Read(await LinesAsync($"{Mark}{marks - 1}'", cancellationToken));

        Task MarkAsync() => ExecuteAsync($"{Mark}{marks++}'");

        async Task ExecuteAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static List<SentStatements> Read(IReadOnlyList<string> lines)
    {
        var all = new List<SentStatements>();
        (int Statements, int Others)? sent = null;
        foreach (var statement in lines.Select(Statement).OfType<string>())
        {
            if (statement.StartsWith(Mark, StringComparison.Ordinal))
            {
                if (sent is { } done)
                {
                    all.Add(new SentStatements(done.Statements, done.Others));
                }

                sent = (0, 0);
            }
            else if (sent is { } so)
            {
                sent = s_overhead.Any(word => statement.StartsWith(word, StringComparison.OrdinalIgnoreCase)) ? (so.Statements, so.Others + 1) : (so.Statements + 1, so.Others);
            }
        }

        return all;
    }

    /// <summary>The beginning of the statement that a line of the log is about; null for other lines, also for those that go on with a statement.</summary>
    private static string? Statement(string line)
    {
        foreach (var begin in (string[])["LOG:  statement: ", "LOG:  execute "])
        {
            var at = line.IndexOf(begin, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            var rest = line[(at + begin.Length)..];
            return begin.EndsWith("execute ", StringComparison.Ordinal) ? rest[(rest.IndexOf(": ", StringComparison.Ordinal) + 2)..].TrimStart() : rest;
        }

        return null;
    }

    private async Task<IReadOnlyList<string>> LinesAsync(string last, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            await using (var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            using (var reader = new StreamReader(stream))
            {
                var lines = (await reader.ReadToEndAsync(cancellationToken)).Split('\n');
                if (lines.Any(line => line.Contains(last, StringComparison.Ordinal)))
                {
                    return lines;
                }
            }

            if (time.GetElapsedTime(began) > s_writtenWithin)
            {
                throw new DemoException($"The log of PostgreSQL ({file}) does not have the statement {last} {s_writtenWithin.TotalSeconds:0} s after it was executed.");
            }

            await Task.Delay(s_lookEvery, time, cancellationToken);
        }
    }
}
