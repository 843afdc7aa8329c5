using System.Globalization;

namespace OrleansLedger.Sandbox.QuickBooks.Query;

/// <summary>
/// The service's query language: <c>SELECT * | COUNT(*) | columns FROM Entity [WHERE a AND b] [ORDERBY x [ASC|DESC], ...] [STARTPOSITION n] [MAXRESULTS n]</c>.
/// No OR, no parentheses around conditions, no joins, no <c>!=</c>.
/// </summary>
internal sealed class QueryParser
{
    private readonly List<Token> _tokens;
    private int _at;

    private QueryParser(List<Token> tokens) => _tokens = tokens;

    private Token Current => _tokens[_at];

    /// <exception cref="QuerySyntaxException">Code 4000.</exception>
    /// <exception cref="QueryRuleException">Code 4001: a window outside its bounds.</exception>
    public static QueryStatement Parse(string query) => new QueryParser(QueryTokens.Of(query)).Statement();

    private QueryStatement Statement()
    {
        Keyword("select");
        var (counts, columns) = Projection();
        Keyword("from");
        var entity = Word();
        var conditions = Current.Is("where") ? Conditions() : [];
        var orderings = Current.Is("orderby") || Current.Is("order") ? Orderings() : [];
        var (start, most) = Window();
        if (Current.Kind != TokenKind.End) throw Unexpected();
        return new QueryStatement(entity, counts, columns, conditions, orderings, start, most);
    }

    private (bool Counts, IReadOnlyList<string> Columns) Projection()
    {
        if (TakeSymbol("*")) return (false, []);
        if (Current.Is("count") && _tokens[_at + 1].IsSymbol("("))
        {
            _at++;
            Symbol("(");
            Symbol("*");
            Symbol(")");
            return (true, []);
        }

        var columns = new List<string>();
        do columns.Add(Column());
        while (TakeSymbol(","));
        return (false, columns);
    }

    /// <summary>A column may be asked for with all its members: <c>Line.*</c>.</summary>
    private string Column()
    {
        var name = Word();
        if (!name.EndsWith('.')) return name;
        Symbol("*");
        return name.TrimEnd('.');
    }

    private List<Condition> Conditions()
    {
        var conditions = new List<Condition>();
        do
        {
            _at++;
            conditions.Add(Condition());
        }
        while (Current.Is("and"));
        return conditions;
    }

    private Condition Condition()
    {
        var field = Word();
        if (Take("like")) return new Condition(field, Comparison.Like, [Value()]);
        if (!Take("in")) return new Condition(field, Operator(), [Value()]);

        Symbol("(");
        var values = new List<string>();
        do values.Add(Value());
        while (TakeSymbol(","));
        Symbol(")");
        return new Condition(field, Comparison.In, values);
    }

    private Comparison Operator()
    {
        if (Current.Kind != TokenKind.Symbol) throw Unexpected();
        var comparison = Current.Value switch
        {
            "=" => Comparison.Equal,
            "<" => Comparison.Less,
            ">" => Comparison.Greater,
            "<=" => Comparison.LessOrEqual,
            ">=" => Comparison.GreaterOrEqual,
            _ => throw Unexpected(),
        };
        _at++;
        return comparison;
    }

    private string Value()
    {
        var token = Current;
        var isValue = token.Kind is TokenKind.Text or TokenKind.Number || token.Is("true") || token.Is("false") || token.Is("current_date");
        if (!isValue) throw Unexpected();
        _at++;
        return token.Kind == TokenKind.Word ? token.Value.ToLowerInvariant() : token.Value;
    }

    private List<Ordering> Orderings()
    {
        if (!Take("orderby"))
        {
            Keyword("order");
            Keyword("by");
        }

        var orderings = new List<Ordering>();
        do
        {
            var field = Word();
            var descending = Take("desc");
            if (!descending) Take("asc");
            orderings.Add(new Ordering(field, descending));
        }
        while (TakeSymbol(","));
        return orderings;
    }

    private (int Start, int Most) Window()
    {
        int? start = null, most = null;
        while (Current.Is("startposition") || Current.Is("maxresults"))
        {
            if (start is null && Take("startposition")) start = Count();
            else if (most is null && Take("maxresults")) most = Count();
            else throw Unexpected();
        }

        if (start < 1) throw new QueryRuleException($"value {start} is too small. Min allowed value is 1.");
        if (most < 1) throw new QueryRuleException($"value {most} is too small. Min allowed value is 1.");
        if (most > QueryStatement.MostResults) throw new QueryRuleException($"value {most} is too large. Max allowed value is {QueryStatement.MostResults}.");
        return (start ?? 1, most ?? QueryStatement.DefaultResults);
    }

    private int Count()
    {
        if (Current.Kind != TokenKind.Number || !int.TryParse(Current.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) throw Unexpected();
        _at++;
        return number;
    }

    private string Word()
    {
        if (Current.Kind != TokenKind.Word) throw Unexpected();
        return _tokens[_at++].Value;
    }

    private bool Take(string keyword)
    {
        if (!Current.Is(keyword)) return false;
        _at++;
        return true;
    }

    private bool TakeSymbol(string symbol)
    {
        if (!Current.IsSymbol(symbol)) return false;
        _at++;
        return true;
    }

    private void Keyword(string keyword)
    {
        if (!Take(keyword)) throw Unexpected();
    }

    private void Symbol(string symbol)
    {
        if (!TakeSymbol(symbol)) throw Unexpected();
    }

    private QuerySyntaxException Unexpected()
    {
        var kind = Current.Kind switch { TokenKind.Text => "<STRING> ", TokenKind.Number => "<INTEGER> ", TokenKind.Word => "<WORD> ", _ => "" };
        return new QuerySyntaxException($"Encountered \" {kind}\"{Current.Value}\" at line 1, column {Current.Column}.");
    }
}
