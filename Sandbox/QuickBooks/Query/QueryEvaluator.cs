using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Query;

/// <summary>Runs a query over a company's books and gives the members of <c>QueryResponse</c>. The caller holds the company's gate.</summary>
internal sealed class QueryEvaluator(QuickBooksCompany company, DateTimeOffset now)
{
    private static readonly string[] AlwaysQueryable = ["Id", "MetaData.CreateTime", "MetaData.LastUpdatedTime"];

    public Answer<JsonObject> Run(string query)
    {
        try
        {
            var statement = QueryParser.Parse(query);
            var type = EntityCatalog.Find(statement.Entity) ?? throw new QueryRuleException($"Invalid context declaration: {statement.Entity}");
            return Run(statement, type);
        }
        catch (QuerySyntaxException wrong)
        {
            return Refusals.QuerySyntax(wrong.Message);
        }
        catch (QueryRuleException wrong)
        {
            return Refusals.QueryRule(wrong.Message);
        }
    }

    private JsonObject Run(QueryStatement statement, EntityType type)
    {
        foreach (var column in statement.Columns)
            if (type.Shape.FindPath(column) is null) throw new QueryRuleException($"Property {column} not found for Entity {type.Name}");
        var conditions = statement.Conditions.Select(condition => Compile(condition, type)).ToList();
        var hidesInactive = type.HasActive && !statement.Conditions.Any(condition => string.Equals(condition.Field, "Active", StringComparison.OrdinalIgnoreCase));
        var orderings = statement.Orderings.Count > 0 ? statement.Orderings : [new Ordering("Id", Descending: false)];
        foreach (var ordering in orderings) FieldOf(ordering.Field, type);

        var found = company.All(type.Name)
            .Select(pair => company.AsQueried(type.Name, pair.Key, pair.Value, now))
            .Where(entity => !(hidesInactive && entity.Flag("Active") == false) && conditions.TrueForAll(condition => condition(entity)))
            .ToList();
        if (statement.CountsOnly) return new JsonObject { ["totalCount"] = found.Count };

        var page = Sort(found, orderings).Skip(statement.StartPosition - 1).Take(statement.MaxResults).Select(entity => (JsonNode)Shown(type, entity)).ToArray();
        return page.Length == 0
            ? []
            : new JsonObject { [type.Name] = new JsonArray(page), ["startPosition"] = statement.StartPosition, ["maxResults"] = page.Length, ["totalCount"] = found.Count };
    }

    private static JsonObject Shown(EntityType type, JsonObject entity)
    {
        var copy = entity.Clone();
        type.Present(copy);
        return copy;
    }

    private static IEnumerable<JsonObject> Sort(List<JsonObject> found, IReadOnlyList<Ordering> orderings)
    {
        IOrderedEnumerable<JsonObject>? sorted = null;
        foreach (var ordering in orderings)
        {
            string? Key(JsonObject entity) => Values(entity, ordering.Field).FirstOrDefault();
            sorted = (sorted, ordering.Descending) switch
            {
                (null, false) => found.OrderBy(Key, SortOrder.Instance),
                (null, true) => found.OrderByDescending(Key, SortOrder.Instance),
                (_, false) => sorted.ThenBy(Key, SortOrder.Instance),
                _ => sorted.ThenByDescending(Key, SortOrder.Instance),
            };
        }

        return sorted ?? found.AsEnumerable();
    }

    private static Field FieldOf(string path, EntityType type)
    {
        var field = type.Shape.FindPath(path) ?? throw new QueryRuleException($"Property {path} not found for Entity {type.Name}");
        if (!AlwaysQueryable.Concat(type.Queryable).Contains(path, StringComparer.OrdinalIgnoreCase)) throw new QueryRuleException($"property '{path}' is not queryable");
        return field;
    }

    private Func<JsonObject, bool> Compile(Condition condition, EntityType type)
    {
        var field = FieldOf(condition.Field, type);
        if (string.Equals(condition.Field, "Id", StringComparison.OrdinalIgnoreCase) && condition.Comparison is not (Comparison.Equal or Comparison.In))
            throw new QueryRuleException("property 'Id' supports only the operators = and IN");
        if (condition.Comparison == Comparison.Like)
        {
            if (field.Kind is not FieldKind.Text) throw new QueryRuleException($"operator LIKE is not supported for property '{condition.Field}'");
            var pattern = Pattern(condition.Values[0]);
            return entity => Values(entity, condition.Field).Any(value => value is not null && pattern.IsMatch(value));
        }

        var wanted = condition.Values.Select(value => Operand(field, condition.Field, value)).ToList();
        return entity => Values(entity, condition.Field).Any(value => wanted.Exists(operand => Holds(condition.Comparison, Order(field, value, operand))));
    }

    /// <summary>Checks a literal against the property's type.</summary>
    private string Operand(Field field, string path, string value)
    {
        var literal = value == "current_date" ? Timestamps.Day(now, company.UtcOffset) : value;
        var fits = field.Kind switch
        {
            FieldKind.Number => decimal.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || literal.Trim().Length == 0,
            FieldKind.Flag => literal is "true" or "false",
            FieldKind.Day or FieldKind.Instant => Timestamps.TryRead(literal, company.UtcOffset, out _) || literal.Trim().Length == 0,
            _ => true,
        };
        return fits ? literal : throw new QueryRuleException($"Invalid value '{value}' for property {path}");
    }

    /// <returns>Negative, zero or positive; null when there is nothing to compare with.</returns>
    private int? Order(Field field, string? value, string operand)
    {
        if (operand.Trim().Length == 0) return string.IsNullOrEmpty(value) ? 0 : null;
        if (value is null) return field.Kind == FieldKind.Flag && operand == "false" ? 0 : null;
        switch (field.Kind)
        {
            case FieldKind.Number:
                return decimal.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture).CompareTo(decimal.Parse(operand, NumberStyles.Float, CultureInfo.InvariantCulture));
            case FieldKind.Day or FieldKind.Instant:
                Timestamps.TryRead(value, company.UtcOffset, out var left);
                Timestamps.TryRead(operand, company.UtcOffset, out var right);
                return left.CompareTo(right);
            default:
                return string.Compare(value, operand, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static bool Holds(Comparison comparison, int? order) => order is { } known && comparison switch
    {
        Comparison.Less => known < 0,
        Comparison.Greater => known > 0,
        Comparison.LessOrEqual => known <= 0,
        Comparison.GreaterOrEqual => known >= 0,
        _ => known == 0,
    };

    private static Regex Pattern(string like)
    {
        var pattern = new StringBuilder("^");
        foreach (var piece in like.Split('%').Select(Regex.Escape)) pattern.Append(piece).Append(".*");
        pattern.Length -= 2;
        return new Regex(pattern.Append('$').ToString(), RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }

    /// <summary>The values under a path: through lists, and to the id of a reference. One null when there is none.</summary>
    private static IEnumerable<string?> Values(JsonNode? node, string path)
    {
        IEnumerable<JsonNode?> nodes = [node];
        foreach (var part in path.Split('.'))
        {
            nodes = nodes
                .SelectMany(current => current is JsonArray array ? array.AsEnumerable() : [current])
                .OfType<JsonObject>()
                .SelectMany(current => current.Where(pair => string.Equals(pair.Key, part, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Value));
        }

        var values = nodes.Select(found => found is JsonObject holder ? holder.Text("value") ?? holder.Text("Address") : found.Text()).ToList();
        return values.Count > 0 ? values : [null];
    }

    /// <summary>Numbers by size, the rest by letters.</summary>
    private sealed class SortOrder : IComparer<string?>
    {
        public static readonly SortOrder Instance = new();

        public int Compare(string? x, string? y) =>
            decimal.TryParse(x, NumberStyles.Float, CultureInfo.InvariantCulture, out var left) && decimal.TryParse(y, NumberStyles.Float, CultureInfo.InvariantCulture, out var right)
                ? left.CompareTo(right)
                : string.Compare(x, y, StringComparison.OrdinalIgnoreCase);
    }
}
