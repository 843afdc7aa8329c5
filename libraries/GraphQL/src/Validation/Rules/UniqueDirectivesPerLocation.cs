using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>A directive that is not repeatable stands once at a place.</summary>
internal sealed class UniqueDirectivesPerLocation(ValidationContext context)
    : ValidationRule(context), IEnter<DocumentNode>, IEnter<OperationDefinitionNode>, IEnter<VariableDefinitionNode>, IEnter<FragmentDefinitionNode>,
        IEnter<FieldNode>, IEnter<FragmentSpreadNode>, IEnter<InlineFragmentNode>, IEnter<TypeSystemElement>
{
    private readonly Dictionary<string, DirectiveNode> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, DirectiveNode>> knownOfTypes = new(StringComparer.Ordinal);

    public void Enter(DocumentNode node) => knownOfTypes.Clear();

    public void Enter(OperationDefinitionNode node) => Check(node.Directives);

    public void Enter(VariableDefinitionNode node) => Check(node.Directives);

    public void Enter(FragmentDefinitionNode node) => Check(node.Directives);

    public void Enter(FieldNode node) => Check(node.Directives);

    public void Enter(FragmentSpreadNode node) => Check(node.Directives);

    public void Enter(InlineFragmentNode node) => Check(node.Directives);

    public void Enter(TypeSystemElement node)
    {
        // A type and its extensions are one place, and so are the schema and its.
        var place = node.Node switch
        {
            SchemaDefinitionNode or SchemaExtensionNode => "",
            TypeDefinitionNode type => type.Name.Value,
            _ => null,
        };
        if (place is null)
        {
            Check(node.Directives);
            return;
        }

        if (!knownOfTypes.TryGetValue(place, out var ofType))
        {
            knownOfTypes.Add(place, ofType = new Dictionary<string, DirectiveNode>(StringComparer.Ordinal));
        }

        Check(node.Directives, ofType);
    }

    private void Check(IReadOnlyList<DirectiveNode> directives)
    {
        if (directives.Count > 1)
        {
            known.Clear();
            Check(directives, known);
        }
    }

    private void Check(IReadOnlyList<DirectiveNode> directives, Dictionary<string, DirectiveNode> seen)
    {
        foreach (var directive in directives)
        {
            var name = directive.Name.Value;
            var isUnique = Context.DirectiveDefinedHere(directive) is { } defined ? !defined.Repeatable : Context.Schema.Directives.Find(name) is { IsRepeatable: false };
            if (isUnique && !seen.TryAdd(name, directive))
            {
                Context.Report($"The directive \"@{name}\" can only be used once at this location.", seen[name], directive);
            }
        }
    }
}
