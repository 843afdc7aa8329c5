namespace OrleansLedger.Domain.Imports;

/// <summary>What is wrong with one line of an imported file, and what to do about it.</summary>
/// <param name="Code">For programs, snake_case; those of values are those of <see cref="Documents.TransactionRules"/>.</param>
/// <param name="Line">Counted from 1; 0 where the whole file is meant.</param>
/// <param name="Column">The column's name; null where the whole line is meant.</param>
/// <param name="Value">The offending value, cut to 60 characters; null where there is none.</param>
/// <param name="Problem">What is wrong, followed by what to do.</param>
public sealed record ImportError(string Code, int Line, string? Column, string? Value, string Problem)
{
    /// <summary>As shown to people: <c>Line 17, column amount: '12,50' is not a number. Write it with a point: 12.50.</c></summary>
    public override string ToString()
    {
        var place = (Line, Column) switch
        {
            (0, _) => "The file",
            (_, null) => $"Line {Line}",
            _ => $"Line {Line}, column {Column}",
        };
        return Value is null ? $"{place}: {Problem}" : $"{place}: '{Value}' {Problem}";
    }
}
