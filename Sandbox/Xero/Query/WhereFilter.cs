using System.Globalization;

namespace OrleansLedger.Sandbox.Xero.Query;

/// <summary>Gives the value of a (nested) member of one record: string, decimal, bool, Guid, DateTime or null.</summary>
internal delegate object? FieldReader(string path);

/// <summary>
/// The <c>where</c> parameter: comparisons (<c>== = != &lt;&gt; &lt; &gt; &lt;= &gt;=</c>), <c>AND && OR ||</c>, parentheses, literals (text, numbers, true, false, null,
/// <c>guid("...")</c>, <c>DateTime(y,m,d[,h,m,s])</c>, <c>DateTime.Parse("...")</c>) and <c>.Contains/.StartsWith/.EndsWith</c>. Text compares without regard to case, as Xero's database does.
/// </summary>
internal sealed class WhereFilter
{
    private readonly IReadOnlyList<WhereToken> _tokens;
    private readonly Func<string, Type?> _typeOf;
    private readonly string _entity;
    private int _next;

    private WhereFilter(string where, string entity, Func<string, Type?> typeOf)
    {
        _tokens = WhereToken.Scan(where);
        _entity = entity;
        _typeOf = typeOf;
    }

    /// <param name="typeOf">The type of a filterable member's values by its path; null for a path there is not.</param>
    public static Func<FieldReader, bool> Parse(string where, string entity, Func<string, Type?> typeOf)
    {
        var filter = new WhereFilter(where, entity, typeOf);
        var condition = filter.Or();
        if (filter.Peek.Kind != WhereTokenKind.End) throw filter.Unexpected();
        return condition;
    }

    private WhereToken Peek => _tokens[_next];

    private WhereToken Take() => _tokens[_next++];

    private bool TakeIf(Func<WhereToken, bool> fits)
    {
        if (!fits(Peek)) return false;
        _next++;
        return true;
    }

    private Func<FieldReader, bool> Or()
    {
        var left = And();
        while (TakeIf(token => token.Is("||") || token.IsWord("OR")))
        {
            var (first, second) = (left, And());
            left = read => first(read) || second(read);
        }

        return left;
    }

    private Func<FieldReader, bool> And()
    {
        var left = Not();
        while (TakeIf(token => token.Is("&&") || token.IsWord("AND")))
        {
            var (first, second) = (left, Not());
            left = read => first(read) && second(read);
        }

        return left;
    }

    private Func<FieldReader, bool> Not()
    {
        if (!TakeIf(token => token.Is("!"))) return Comparison();
        var inner = Not();
        return read => !inner(read);
    }

    private Func<FieldReader, bool> Comparison()
    {
        if (TakeIf(token => token.Is("(")))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }

        var left = ReadOperand();
        if (left.Condition is { } condition) return condition;
        if (Peek.Kind != WhereTokenKind.Symbol || Peek.Text is not ("==" or "=" or "!=" or "<>" or "<" or ">" or "<=" or ">="))
        {
            // A bare boolean member is a condition: "IsReconciled".
            return left.Type == typeof(bool) ? read => left.Value(read) is true : throw Unexpected();
        }

        var symbol = Take();
        var right = ReadOperand();
        if (left.Type is not null && right.Type is not null && left.Type != right.Type)
            throw new XeroRefusalException(XeroErrors.Query($"Operator '{symbol.Text}' incompatible with operand types '{left.Type.Name}' and '{right.Type.Name}'"));
        return Compare(symbol.Text, left.Value, right.Value);
    }

    private static Func<FieldReader, bool> Compare(string symbol, Func<FieldReader, object?> left, Func<FieldReader, object?> right) => symbol switch
    {
        "==" or "=" => read => Same(left(read), right(read)),
        "!=" or "<>" => read => !Same(left(read), right(read)),
        "<" => read => Order(left(read), right(read)) < 0,
        ">" => read => Order(left(read), right(read)) > 0,
        "<=" => read => Order(left(read), right(read)) <= 0,
        _ => read => Order(left(read), right(read)) >= 0,
    };

    private Operand ReadOperand()
    {
        var token = Take();
        switch (token.Kind)
        {
            case WhereTokenKind.Text:
                return Operand.Constant(token.Text);
            case WhereTokenKind.Number:
                return Operand.Constant(token.Number);
            case WhereTokenKind.Symbol when token.Text == "-" && Peek.Kind == WhereTokenKind.Number:
                return Operand.Constant(-Take().Number);
            case WhereTokenKind.Name when token.IsWord("true"):
                return Operand.Constant(true);
            case WhereTokenKind.Name when token.IsWord("false"):
                return Operand.Constant(false);
            case WhereTokenKind.Name when token.IsWord("null"):
                return new Operand(null, _ => null);
            case WhereTokenKind.Name when token.IsWord("guid"):
                return Operand.Constant(Guid.TryParse(Argument(), out var id) ? id : throw new XeroRefusalException(XeroErrors.Query("guid(...) takes a GUID in double quotes.")));
            case WhereTokenKind.Name when token.IsWord("DateTime"):
                return Operand.Constant(DateLiteral());
            case WhereTokenKind.Name:
                return Member(token);
            default:
                _next--;
                throw Unexpected();
        }
    }

    private Operand Member(WhereToken first)
    {
        var path = first.Text;
        while (TakeIf(token => token.Is(".")))
        {
            var name = Take();
            if (name.Kind != WhereTokenKind.Name) throw Unexpected();
            if (Peek.Is("(")) return TextCondition(path, name.Text);
            path += "." + name.Text;
        }

        // Older filters say Contact.ContactID.Value or Date.Value for nullable members.
        if (path.EndsWith(".Value", StringComparison.OrdinalIgnoreCase)) path = path[..^".Value".Length];
        return new Operand(TypeOf(path), read => read(path));
    }

    private Operand TextCondition(string path, string method)
    {
        if (TypeOf(path) != typeof(string)) throw new XeroRefusalException(XeroErrors.Query($"No applicable method '{method}' exists for '{path}'"));
        var wanted = Argument();
        Func<string, bool> test = method.ToUpperInvariant() switch
        {
            "CONTAINS" => text => text.Contains(wanted, StringComparison.OrdinalIgnoreCase),
            "STARTSWITH" => text => text.StartsWith(wanted, StringComparison.OrdinalIgnoreCase),
            "ENDSWITH" => text => text.EndsWith(wanted, StringComparison.OrdinalIgnoreCase),
            _ => throw new XeroRefusalException(XeroErrors.Query($"No applicable method '{method}' exists in type 'String'")),
        };
        return new Operand(typeof(bool), _ => null) { Condition = read => read(path) is string text && test(text) };
    }

    private Type TypeOf(string path) => _typeOf(path)
        ?? throw new XeroRefusalException(XeroErrors.Query($"No property or field '{path}' exists in type '{_entity}'"));

    private string Argument()
    {
        Expect("(");
        var token = Take();
        if (token.Kind != WhereTokenKind.Text) throw Unexpected();
        Expect(")");
        return token.Text;
    }

    private DateTime DateLiteral()
    {
        if (TakeIf(token => token.Is(".")))
        {
            if (!Take().IsWord("Parse")) throw Unexpected();
            return DateTime.TryParse(Argument(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed)
                ? parsed
                : throw new XeroRefusalException(XeroErrors.Query("DateTime.Parse(...) takes a date in double quotes."));
        }

        Expect("(");
        List<int> parts = [];
        do
        {
            var token = Take();
            if (token.Kind != WhereTokenKind.Number) throw Unexpected();
            parts.Add((int)token.Number);
        }
        while (TakeIf(token => token.Is(",")));
        Expect(")");
        try
        {
            return parts.Count switch
            {
                3 => new DateTime(parts[0], parts[1], parts[2], 0, 0, 0, DateTimeKind.Utc),
                6 => new DateTime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], DateTimeKind.Utc),
                _ => throw new XeroRefusalException(XeroErrors.Query("DateTime(...) takes three or six numbers.")),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new XeroRefusalException(XeroErrors.Query("DateTime(...) is no date."));
        }
    }

    private void Expect(string symbol)
    {
        if (!TakeIf(token => token.Is(symbol))) throw Unexpected();
    }

    private XeroRefusalException Unexpected() => new(XeroErrors.Query($"Syntax error '{Peek.Text}' at index {Peek.At}"));

    private static bool Same(object? left, object? right) => left is string first && right is string second
        ? string.Equals(first, second, StringComparison.OrdinalIgnoreCase)
        : Equals(left, right);

    /// <summary>Comparing with null is never true.</summary>
    private static int? Order(object? left, object? right) => (left, right) switch
    {
        (string first, string second) => string.Compare(first, second, StringComparison.OrdinalIgnoreCase),
        (IComparable first, not null) => first.CompareTo(right),
        _ => null,
    };

    private sealed record Operand(Type? Type, Func<FieldReader, object?> Value)
    {
        public Func<FieldReader, bool>? Condition { get; init; }

        public static Operand Constant(object value) => new(value.GetType(), _ => value);
    }
}
