using System.Text;
using Dapper;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Lists;

/// <summary>
/// The filters of a list by name. A line of the query that ends in <c>-- if: Name</c> is there only with that filter, and so is what stands between
/// a line <c>-- if: Name</c> and a line <c>-- end</c>: PostgreSQL plans for what is asked, and the file as it stands is a query with everything.
/// </summary>
internal sealed class Filters
{
    private const string If = "-- if:";
    private const string End = "-- end";

    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    /// <summary>Sets a filter; null is no filter. Instants may have any offset to UTC, as clients write them; PostgreSQL is given them in UTC, the only one it takes.</summary>
    public Filters With(string name, object? value)
    {
        if (value is not null)
        {
            _values.Add(name, value is DateTimeOffset instant ? instant.ToUniversalTime() : value);
        }

        return this;
    }

    /// <summary>Any of these; null is no filter, an empty list matches nothing.</summary>
    public Filters WithAny<T>(string name, IEnumerable<T>? values)
        where T : struct, Enum => With(name, values?.Select(Text.Of).ToArray());

    public DynamicParameters Parameters()
    {
        var parameters = new DynamicParameters();
        foreach (var (name, value) in _values)
        {
            parameters.Add(name, value);
        }

        return parameters;
    }

    /// <summary>The query with the lines of the filters that are set.</summary>
    public string Apply(string sql)
    {
        var text = new StringBuilder(sql.Length);
        var leavingOut = false;
        foreach (var line in sql.AsSpan().EnumerateLines())
        {
            var marker = line.IndexOf(If, StringComparison.Ordinal);
            if (leavingOut)
            {
                leavingOut = !line.TrimStart().StartsWith(End, StringComparison.Ordinal);
            }
            else if (marker < 0)
            {
                text.Append(line).Append('\n');
            }
            else if (_values.ContainsKey(line[(marker + If.Length)..].Trim().ToString()))
            {
                text.Append(line[..marker]).Append('\n');
            }
            else
            {
                leavingOut = line[..marker].IsWhiteSpace();
            }
        }

        return text.ToString();
    }
}
