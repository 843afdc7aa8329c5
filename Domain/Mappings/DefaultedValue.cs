namespace OrleansLedger.Domain.Mappings;

/// <summary>A value of a document that is not mapped, in whose place a default was used.</summary>
/// <param name="Field">The field of the document as the API spells it.</param>
/// <param name="Value">The document's own value.</param>
/// <param name="Used">The account or tax code that was used, for people.</param>
public sealed record DefaultedValue(string Field, string Value, string Used)
{
    public override string ToString() => $"{Field} '{Value}' is not mapped; the default {Used} was used.";
}
