namespace OrleansLedger.GraphQL.Types.Introspection;

/// <summary>The values of <c>__TypeKind</c>.</summary>
internal enum TypeKind
{
    Scalar,
    Object,
    Interface,
    Union,
    Enum,
    InputObject,
    List,
    NonNull,
}
