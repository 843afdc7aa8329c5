using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>One field of a compiled selection set.</summary>
internal sealed class FieldPlan
{
    public required Field Field { get; init; }

    public required ObjectType ParentType { get; init; }

    public required string ResponseName { get; init; }

    public bool Selects(string fieldName) => false;
}
