namespace OrleansLedger.Sandbox.QuickBooks.Query;

/// <summary>A parsed query: one entity, conditions joined by AND, order and a window.</summary>
/// <param name="Columns">Named columns; empty for <c>*</c>. The service sends whole objects either way.</param>
internal sealed record QueryStatement(
    string Entity,
    bool CountsOnly,
    IReadOnlyList<string> Columns,
    IReadOnlyList<Condition> Conditions,
    IReadOnlyList<Ordering> Orderings,
    int StartPosition,
    int MaxResults)
{
    public const int DefaultResults = 100;
    public const int MostResults = 1000;
}

internal enum Comparison
{
    Equal,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Like,
    In,
}

/// <param name="Values">One value, except for <see cref="Comparison.In"/>.</param>
internal sealed record Condition(string Field, Comparison Comparison, IReadOnlyList<string> Values);

internal sealed record Ordering(string Field, bool Descending);
