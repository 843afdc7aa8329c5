using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Validation;

/// <summary>The limits of <see cref="GraphQLOptions"/> on a document. They need no schema and look before the rules do.</summary>
internal static class OperationLimits
{
    /// <summary>What is beyond a limit; empty when nothing is.</summary>
    public static IReadOnlyList<GraphQLError> Check(DocumentOutline outline, GraphQLOptions options)
    {
        List<GraphQLError>? errors = null;
        long aliases = 0;
        long directives = 0;
        foreach (var definition in outline.Definitions)
        {
            var isOperation = definition.Node is OperationDefinitionNode;
            if (isOperation && definition.Depth > options.MaxDepth)
            {
                Add($"The operation nests fields {definition.Depth} deep, and {options.MaxDepth} are allowed: ask for what is below in a further request.", definition.Node);
            }

            if (isOperation && definition.RootFields > options.MaxRootFields)
            {
                Add($"The operation has {definition.RootFields} root fields, and {options.MaxRootFields} are allowed: ask in several requests.", definition.Node);
            }

            if (!options.Introspection && definition.Introspection is { } field)
            {
                (errors ??= []).Add(new GraphQLError($"Introspection is switched off: the field \"{field.Name}\" cannot be queried here. Ask the operator of the server for its schema.")
                {
                    Locations = [outline.Document.LocationOf(field)],
                    Code = ErrorCodes.ValidationFailed,
                });
            }

            // A fragment counts where it is spread; that of its own is for those nobody spreads.
            if (isOperation)
            {
                aliases += definition.Aliases;
                directives += definition.Directives;
            }
            else
            {
                aliases = Math.Max(aliases, definition.Aliases);
                directives = Math.Max(directives, definition.Directives);
            }
        }

        if (aliases > options.MaxAliases)
        {
            Add($"The document has {Shown(aliases)} aliases, those of fragments counted wherever they are spread, and {options.MaxAliases} are allowed: ask in several requests.", null);
        }

        if (directives > options.MaxDirectives)
        {
            Add($"The document has {Shown(directives)} directives, those of fragments counted wherever they are spread, and {options.MaxDirectives} are allowed.", null);
        }

        return errors ?? (IReadOnlyList<GraphQLError>)[];

        void Add(string message, SyntaxNode? at) => (errors ??= []).Add(new GraphQLError(message)
        {
            Locations = at is null ? [] : [outline.Document.LocationOf(at)],
            Code = ErrorCodes.TooComplex,
        });
    }

    private static string Shown(long count) => count >= int.MaxValue ? "over two billion" : count.ToString();
}
