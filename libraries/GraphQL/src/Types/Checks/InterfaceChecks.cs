using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>A type has every field of the interfaces it implements, and implements the interfaces those implement.</summary>
internal static class InterfaceChecks
{
    public static void Check(SchemaReport report, FieldsType type)
    {
        var seen = new HashSet<NamedType>();
        foreach (var named in InterfacesOf(report, type))
        {
            if (named is not InterfaceType contract)
            {
                report.Add($"Type {type} must only implement Interface types, it cannot implement {named}.", NodesNaming(report, type, named));
            }
            else if (contract == type)
            {
                report.Add($"Type {type} cannot implement itself because it would create a circular reference.", NodesNaming(report, type, contract));
            }
            else if (!seen.Add(contract))
            {
                report.Add($"Type {type} can only implement {contract} once.", NodesNaming(report, type, contract));
            }
            else
            {
                CheckInherited(report, type, contract);
                CheckFields(report, type, contract);
            }
        }
    }

    private static IReadOnlyList<NamedType> InterfacesOf(SchemaReport report, FieldsType type) =>
        report.Source?.Interfaces.TryGetValue(type, out var named) is true ? named : type.Interfaces;

    private static IEnumerable<SyntaxNode> NodesNaming(SchemaReport report, FieldsType type, NamedType named) => report.NodesOf(type)
        .SelectMany(n => n is ObjectTypeDefinitionNode definition ? definition.Interfaces : ((InterfaceTypeDefinitionNode)n).Interfaces)
        .Where(i => i.Name.Value == named.Name);

    private static void CheckInherited(SchemaReport report, FieldsType type, InterfaceType contract)
    {
        var own = InterfacesOf(report, type);
        foreach (var inherited in InterfacesOf(report, contract).Where(i => !own.Contains(i)))
        {
            report.Add(
                inherited == type
                    ? $"Type {type} cannot implement {contract} because it would create a circular reference."
                    : $"Type {type} must implement {inherited} because it is implemented by {contract}.",
                [.. NodesNaming(report, contract, inherited), .. NodesNaming(report, type, contract)]);
        }
    }

    private static void CheckFields(SchemaReport report, FieldsType type, InterfaceType contract)
    {
        foreach (var expected in contract.Fields)
        {
            if (!type.Fields.TryGet(expected.Name, out var field))
            {
                report.Add($"Interface field {contract}.{expected.Name} expected but {type} does not provide it.", [report.NodeOf(expected), .. report.NodesOf(type)]);
                continue;
            }

            var theirs = $"{contract}.{expected.Name}";
            var ours = $"{type}.{field.Name}";
            if (!report.Schema.IsSubtype(field.Type, expected.Type))
            {
                report.Add($"Interface field {theirs} expects type {expected.Type} but {ours} is type {field.Type}.", report.TypeNodeOf(expected), report.TypeNodeOf(field));
            }

            CheckArguments(report, expected, theirs, field, ours);
            if (field.DeprecationReason is not null && expected.DeprecationReason is null)
            {
                report.Add($"Interface field {theirs} is not deprecated, so implementation field {ours} must not be deprecated.", report.DeprecationOf(field), report.TypeNodeOf(field));
            }
        }
    }

    private static void CheckArguments(SchemaReport report, Field expected, string theirs, Field field, string ours)
    {
        foreach (var wanted in expected.Arguments)
        {
            if (!field.Arguments.TryGet(wanted.Name, out var argument))
            {
                report.Add($"Interface field argument {theirs}({wanted.Name}:) expected but {ours} does not provide it.", report.NodeOf(wanted), report.NodeOf(field));
            }
            else if (!wanted.Type.SameAs(argument.Type))
            {
                report.Add(
                    $"Interface field argument {theirs}({wanted.Name}:) expects type {wanted.Type} but {ours}({wanted.Name}:) is type {argument.Type}.",
                    report.TypeNodeOf(wanted),
                    report.TypeNodeOf(argument));
            }
        }

        foreach (var argument in field.Arguments.Where(a => a.IsRequired && expected.Arguments.Find(a.Name) is null))
        {
            report.Add(
                $"Argument \"{ours}({argument.Name}:)\" must not be required type \"{argument.Type}\" if not provided by the Interface field \"{theirs}\".",
                report.NodeOf(argument),
                report.NodeOf(expected));
        }
    }
}
