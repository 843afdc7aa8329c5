using System.Runtime.CompilerServices;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation;

/// <summary>Leads the rules through a document, all at once and in the order of the text, and keeps the context at the place where they are.</summary>
internal sealed partial class DocumentWalker
{
    private readonly ValidationContext context;
    private readonly IEnter<DocumentNode>[] enterDocument;
    private readonly ILeave<DocumentNode>[] leaveDocument;
    private readonly IEnter<OperationDefinitionNode>[] enterOperation;
    private readonly ILeave<OperationDefinitionNode>[] leaveOperation;
    private readonly IEnter<VariableDefinitionNode>[] enterVariable;
    private readonly IEnter<FragmentDefinitionNode>[] enterFragment;
    private readonly IEnter<SelectionSetNode>[] enterSelectionSet;
    private readonly IEnter<FieldNode>[] enterField;
    private readonly ILeave<FieldNode>[] leaveField;
    private readonly IEnter<FragmentSpreadNode>[] enterSpread;
    private readonly IEnter<InlineFragmentNode>[] enterInlineFragment;
    private readonly IEnter<DirectiveNode>[] enterDirective;
    private readonly ILeave<DirectiveNode>[] leaveDirective;
    private readonly IEnter<ArgumentNode>[] enterArgument;
    private readonly IEnter<ValueNode>[] enterValue;
    private readonly IEnter<NamedTypeNode>[] enterNamedType;
    private readonly IEnter<TypeSystemElement>[] enterElement;

    public DocumentWalker(ValidationContext context, IReadOnlyList<ValidationRule> rules)
    {
        this.context = context;
        enterDocument = [.. rules.OfType<IEnter<DocumentNode>>()];
        leaveDocument = [.. rules.OfType<ILeave<DocumentNode>>()];
        enterOperation = [.. rules.OfType<IEnter<OperationDefinitionNode>>()];
        leaveOperation = [.. rules.OfType<ILeave<OperationDefinitionNode>>()];
        enterVariable = [.. rules.OfType<IEnter<VariableDefinitionNode>>()];
        enterFragment = [.. rules.OfType<IEnter<FragmentDefinitionNode>>()];
        enterSelectionSet = [.. rules.OfType<IEnter<SelectionSetNode>>()];
        enterField = [.. rules.OfType<IEnter<FieldNode>>()];
        leaveField = [.. rules.OfType<ILeave<FieldNode>>()];
        enterSpread = [.. rules.OfType<IEnter<FragmentSpreadNode>>()];
        enterInlineFragment = [.. rules.OfType<IEnter<InlineFragmentNode>>()];
        enterDirective = [.. rules.OfType<IEnter<DirectiveNode>>()];
        leaveDirective = [.. rules.OfType<ILeave<DirectiveNode>>()];
        enterArgument = [.. rules.OfType<IEnter<ArgumentNode>>()];
        enterValue = [.. rules.OfType<IEnter<ValueNode>>()];
        enterNamedType = [.. rules.OfType<IEnter<NamedTypeNode>>()];
        enterElement = [.. rules.OfType<IEnter<TypeSystemElement>>()];
    }

    public void Walk(DocumentNode document)
    {
        Enter(enterDocument, document);
        for (var i = 0; i < document.Definitions.Count && !context.IsStopped; i++)
        {
            switch (document.Definitions[i])
            {
                case OperationDefinitionNode operation:
                    Visit(operation);
                    break;
                case FragmentDefinitionNode fragment:
                    Visit(fragment);
                    break;
                case TypeSystemNode definition:
                    context.IsInTypeSystem = true;
                    Visit(definition);
                    context.IsInTypeSystem = false;
                    break;
            }
        }

        Leave(leaveDocument, document);
    }

    private static void Enter<TNode>(IEnter<TNode>[] rules, TNode node)
    {
        foreach (var rule in rules)
        {
            rule.Enter(node);
        }
    }

    private static void Leave<TNode>(ILeave<TNode>[] rules, TNode node)
    {
        foreach (var rule in rules)
        {
            rule.Leave(node);
        }
    }

    private void Visit(OperationDefinitionNode operation)
    {
        context.Type = context.RootType(operation);
        Enter(enterOperation, operation);
        for (var i = 0; i < operation.Variables.Count; i++)
        {
            var variable = operation.Variables[i];
            Enter(enterVariable, variable);
            Visit(variable.Type);
            if (variable.DefaultValue is { } value)
            {
                Enter(enterValue, value);
            }

            Visit(variable.Directives, "VARIABLE_DEFINITION");
        }

        Visit(operation.Directives, operation.Operation switch
        {
            OperationKind.Query => "QUERY",
            OperationKind.Mutation => "MUTATION",
            _ => "SUBSCRIPTION",
        });
        Visit(operation.SelectionSet, isWhole: true);
        Leave(leaveOperation, operation);
        context.Type = null;
    }

    private void Visit(FragmentDefinitionNode fragment)
    {
        context.Type = OutputType(fragment.TypeCondition);
        Enter(enterFragment, fragment);
        Enter(enterNamedType, fragment.TypeCondition);
        Visit(fragment.Directives, "FRAGMENT_DEFINITION");
        Visit(fragment.SelectionSet, isWhole: true);
        context.Type = null;
    }

    /// <summary>Visits a selection set. That of an inline fragment is a part of the one around it, and not whole.</summary>
    private void Visit(SelectionSetNode set, bool isWhole)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var outer = context.ParentType;
        context.ParentType = context.Type?.Named is (FieldsType or UnionType) and var parent ? parent : null;
        if (isWhole)
        {
            Enter(enterSelectionSet, set);
        }

        var selections = set.Selections;
        for (var i = 0; i < selections.Count && !context.IsStopped; i++)
        {
            switch (selections[i])
            {
                case FieldNode field:
                    Visit(field);
                    break;
                case InlineFragmentNode fragment:
                    Visit(fragment);
                    break;
                case FragmentSpreadNode spread:
                    Enter(enterSpread, spread);
                    Visit(spread.Directives, "FRAGMENT_SPREAD");
                    break;
            }
        }

        context.ParentType = outer;
    }

    private void Visit(FieldNode field)
    {
        var outerField = context.Field;
        var outerType = context.Type;
        var definition = context.ParentType is { } parent ? context.FieldOf(parent, field.Name.Value) : null;
        context.Field = definition;
        context.Type = definition?.Type;
        Enter(enterField, field);
        Visit(field.Arguments, definition?.Arguments);
        Visit(field.Directives, "FIELD");
        if (field.SelectionSet is { } set)
        {
            Visit(set, isWhole: true);
        }

        Leave(leaveField, field);
        context.Field = outerField;
        context.Type = outerType;
    }

    private void Visit(InlineFragmentNode fragment)
    {
        var outer = context.Type;
        context.Type = fragment.TypeCondition is { } condition ? OutputType(condition) : context.ParentType;
        Enter(enterInlineFragment, fragment);
        if (fragment.TypeCondition is not null)
        {
            Enter(enterNamedType, fragment.TypeCondition);
        }

        Visit(fragment.Directives, "INLINE_FRAGMENT");
        Visit(fragment.SelectionSet, isWhole: false);
        context.Type = outer;
    }

    private void Visit(IReadOnlyList<DirectiveNode> directives, string location)
    {
        for (var i = 0; i < directives.Count && !context.IsStopped; i++)
        {
            var directive = directives[i];
            context.Directive = context.Schema.Directives.Find(directive.Name.Value);
            context.DirectiveLocation = location;
            Enter(enterDirective, directive);
            context.IsInDirective = true;
            Visit(directive.Arguments, context.Directive?.Arguments);
            context.IsInDirective = false;
            Leave(leaveDirective, directive);
            context.Directive = null;
        }
    }

    private void Visit(IReadOnlyList<ArgumentNode> arguments, NamedList<InputValue>? definitions)
    {
        for (var i = 0; i < arguments.Count && !context.IsStopped; i++)
        {
            var argument = arguments[i];
            context.Argument = definitions?.Find(argument.Name.Value);
            Enter(enterArgument, argument);
            Enter(enterValue, argument.Value);
            context.Argument = null;
        }
    }

    private void Visit(TypeNode type)
    {
        switch (type)
        {
            case NonNullTypeNode nonNull:
                Visit(nonNull.Type);
                break;
            case ListTypeNode list:
                Visit(list.Type);
                break;
            case NamedTypeNode named:
                Enter(enterNamedType, named);
                break;
        }
    }

    private NamedType? OutputType(NamedTypeNode node) => context.Schema.Types.Find(node.Name.Value) is { IsOutputType: true } type ? type : null;
}
