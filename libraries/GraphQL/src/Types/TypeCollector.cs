using OrleansLedger.GraphQL.Types.Introspection;

namespace OrleansLedger.GraphQL.Types;

/// <summary>All types of a schema in the order introspection lists them: as declared, each followed by the types it is the first to mention and nobody declared; then those of directives; then the introspection types.</summary>
internal static class TypeCollector
{
    public static IReadOnlyList<NamedType> Collect(IReadOnlyList<NamedType> declared, IEnumerable<DirectiveType> directives, IntrospectionTypes introspection)
    {
        var known = new HashSet<NamedType>(declared);
        var collected = new List<NamedType>();
        foreach (var type in declared)
        {
            collected.Add(type);
            AddUnknown(Mentioned(type));
        }

        AddUnknown(directives.SelectMany(d => d.Arguments).Select(a => a.Type.Named));
        AddUnknown(introspection.All.Take(1));
        return collected;

        void AddUnknown(IEnumerable<NamedType> types)
        {
            foreach (var type in types)
            {
                if (known.Add(type))
                {
                    collected.Add(type);
                    AddUnknown(Mentioned(type));
                }
            }
        }
    }

    private static IEnumerable<NamedType> Mentioned(NamedType type) => type switch
    {
        FieldsType fields => fields.Interfaces.Concat(fields.Fields.SelectMany(f => f.Arguments.Select(a => a.Type.Named).Prepend(f.Type.Named))),
        UnionType union => union.Types,
        InputObjectType input => input.Fields.Select(f => f.Type.Named),
        _ => [],
    };
}
