namespace OrleansLedger.GraphQL.Types;

/// <summary>Schemas as text.</summary>
public static class SchemaPrinter
{
    /// <summary>The schema in its definition language.</summary>
    public static string Print(Schema schema) => "";
}
