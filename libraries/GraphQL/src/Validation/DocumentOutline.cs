using System.Runtime.CompilerServices;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Validation;

/// <summary>A document at a glance, without the schema: its operations and fragments, what each spreads and uses, and how big it becomes.</summary>
internal sealed class DocumentOutline
{
    private readonly Dictionary<string, DefinitionOutline> fragments = new(StringComparer.Ordinal);
    private int marks;
    private int latest;

    public DocumentOutline(DocumentNode document)
    {
        Document = document;
        var definitions = new List<DefinitionOutline>(document.Definitions.Count);
        foreach (var node in document.Definitions)
        {
            if (node is not ExecutableDefinitionNode executable)
            {
                HasTypeSystem = true;
                continue;
            }

            var definition = new DefinitionOutline(executable);
            definitions.Add(definition);
            if (executable is FragmentDefinitionNode fragment)
            {
                // Where a name is there twice the last one counts, as the reference has it; the other may spread itself by that name.
                HasCycles |= fragments.ContainsKey(fragment.Name.Value);
                fragments[fragment.Name.Value] = definition;
            }
        }

        Definitions = definitions;
        foreach (var definition in definitions)
        {
            definition.Read(this);
            HasSpreads |= definition.Spreads.Count > 0;
            HasVariables |= definition.Variables.Count > 0;
        }

        foreach (var definition in definitions)
        {
            Measure(definition);
        }
    }

    public DocumentNode Document { get; }

    /// <summary>The operations and fragments in the order of the text.</summary>
    public IReadOnlyList<DefinitionOutline> Definitions { get; }

    /// <summary>Whether any fragment is spread.</summary>
    public bool HasSpreads { get; }

    /// <summary>Whether any variable is used.</summary>
    public bool HasVariables { get; }

    /// <summary>Whether there is anything but operations and fragments.</summary>
    public bool HasTypeSystem { get; }

    /// <summary>Whether a fragment comes to itself through spreads; or may, where two have one name.</summary>
    public bool HasCycles { get; private set; }

    /// <summary>The fragment of this name, or null.</summary>
    public DefinitionOutline? Fragment(string name) => fragments.GetValueOrDefault(name);

    /// <summary>The outline of an operation or fragment of the document.</summary>
    public DefinitionOutline Of(ExecutableDefinitionNode node)
    {
        // Rules ask in the order of the text.
        for (var i = 0; i < Definitions.Count; i++)
        {
            if (ReferenceEquals(Definitions[latest].Node, node))
            {
                return Definitions[latest];
            }

            latest = (latest + 1) % Definitions.Count;
        }

        throw new ArgumentException("The definition is of another document.", nameof(node));
    }

    /// <summary>A mark that no definition bears yet, to note which were visited.</summary>
    public int NewMark() => ++marks;

    /// <summary>Adds the fragments that a definition comes to through spreads, those it spreads itself first, leaving out definitions that bear the mark.</summary>
    public void Reach(DefinitionOutline from, int mark, List<DefinitionOutline> reached)
    {
        var next = reached.Count;
        for (var current = from; ; current = reached[next++])
        {
            for (var i = 0; i < current.Spreads.Count; i++)
            {
                if (current.Spreads[i].Fragment is { } fragment && fragment.Mark != mark)
                {
                    fragment.Mark = mark;
                    reached.Add(fragment);
                }
            }

            if (next == reached.Count)
            {
                return;
            }
        }
    }

    /// <summary>Adds up each definition with the fragments it spreads. A stack of its own, as chains of fragments may be as long as the document.</summary>
    private void Measure(DefinitionOutline definition)
    {
        var open = new Stack<(DefinitionOutline Definition, int Next)>();
        open.Push((definition, 0));
        while (open.TryPop(out var top))
        {
            var (current, next) = top;
            if (current.Measured == Measurement.Done)
            {
                continue;
            }

            current.Measured = Measurement.Running;
            var isWaiting = false;
            for (; next < current.Spreads.Count && !isWaiting; next++)
            {
                var spread = current.Spreads[next];
                if (spread.Fragment is not { } fragment)
                {
                    continue;
                }

                switch (fragment.Measured)
                {
                    case Measurement.None:
                        open.Push((current, next));
                        open.Push((fragment, 0));
                        isWaiting = true;
                        break;
                    case Measurement.Running:
                        HasCycles = true;
                        break;
                    default:
                        current.Include(fragment, spread);
                        break;
                }
            }

            if (!isWaiting)
            {
                current.Measured = Measurement.Done;
            }
        }
    }
}

/// <summary>How far the size of a definition is known.</summary>
internal enum Measurement
{
    None,
    Running,
    Done,
}

/// <summary>A spread, and how deep in its definition it stands.</summary>
/// <param name="Node">The spread.</param>
/// <param name="Fragment">The fragment it names, null when there is none.</param>
/// <param name="Depth">Fields around it.</param>
/// <param name="IsIntrospection">Whether one of those is an introspection field.</param>
internal readonly record struct SpreadUse(FragmentSpreadNode Node, DefinitionOutline? Fragment, int Depth, bool IsIntrospection);

/// <summary>An operation or fragment at a glance. Counts include the fragments it spreads, each as often as it is spread, once the document is read.</summary>
internal sealed class DefinitionOutline(ExecutableDefinitionNode node)
{
    private List<SpreadUse>? spreads;
    private List<VariableNode>? variables;

    public ExecutableDefinitionNode Node { get; } = node;

    /// <summary>The spreads: those of a selection set before those of the sets in it, and of these the last first, as the reference comes to them.</summary>
    public IReadOnlyList<SpreadUse> Spreads => spreads ?? (IReadOnlyList<SpreadUse>)[];

    /// <summary>The uses of variables in the order of the text.</summary>
    public IReadOnlyList<VariableNode> Variables => variables ?? (IReadOnlyList<VariableNode>)[];

    /// <summary>The first introspection field that stands in it, null without one.</summary>
    public FieldNode? Introspection { get; private set; }

    public long Aliases { get; private set; }

    public long Directives { get; private set; }

    public long RootFields { get; private set; }

    /// <summary>Fields nested in fields, leaving out introspection.</summary>
    public long Depth { get; private set; }

    /// <summary>Whether it was visited, by whoever made the mark last.</summary>
    public int Mark { get; set; }

    public Measurement Measured { get; set; }

    public void Read(DocumentOutline outline)
    {
        Count(Node.Directives);
        Count(Node.SelectionSet, depth: 0, isIntrospection: false);
        CollectSpreads(outline, Node.SelectionSet, depth: 0, isIntrospection: false);
    }

    /// <summary>Adds a fragment's counts at the place where it is spread.</summary>
    public void Include(DefinitionOutline fragment, SpreadUse spread)
    {
        Aliases = Saturated(Aliases + fragment.Aliases);
        Directives = Saturated(Directives + fragment.Directives);
        if (spread.Depth == 0)
        {
            RootFields = Saturated(RootFields + fragment.RootFields);
        }

        if (!spread.IsIntrospection)
        {
            Depth = Math.Max(Depth, spread.Depth + fragment.Depth);
        }
    }

    private static bool IsIntrospectionField(FieldNode field) => field.Name.Value.StartsWith("__", StringComparison.Ordinal);

    // Counts double with each fragment that spreads another twice; any limit is far below.
    private static long Saturated(long count) => Math.Min(count, int.MaxValue);

    private void Count(SelectionSetNode set, int depth, bool isIntrospection)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var selections = set.Selections;
        for (var i = 0; i < selections.Count; i++)
        {
            var selection = selections[i];
            switch (selection)
            {
                case FieldNode field:
                    Count(field, depth, isIntrospection);
                    break;
                case InlineFragmentNode fragment:
                    Count(fragment.Directives);
                    Count(fragment.SelectionSet, depth, isIntrospection);
                    break;
                default:
                    Count(selection.Directives);
                    break;
            }
        }
    }

    private void Count(FieldNode field, int depth, bool isIntrospection)
    {
        Aliases += field.Alias is null ? 0 : 1;
        RootFields += depth == 0 ? 1 : 0;
        if (IsIntrospectionField(field))
        {
            isIntrospection = true;
            Introspection ??= field.Name.Value is "__schema" or "__type" ? field : null;
        }

        if (!isIntrospection)
        {
            Depth = Math.Max(Depth, depth + 1);
        }

        CollectVariables(field.Arguments);
        Count(field.Directives);
        if (field.SelectionSet is { } set)
        {
            Count(set, depth + 1, isIntrospection);
        }
    }

    private void Count(IReadOnlyList<DirectiveNode> directives)
    {
        Directives += directives.Count;
        for (var i = 0; i < directives.Count; i++)
        {
            CollectVariables(directives[i].Arguments);
        }
    }

    private void CollectVariables(IReadOnlyList<ArgumentNode> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            CollectVariables(arguments[i].Value);
        }
    }

    private void CollectVariables(ValueNode value)
    {
        switch (value)
        {
            case VariableNode variable:
                (variables ??= []).Add(variable);
                break;
            case ListValueNode list:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                for (var i = 0; i < list.Values.Count; i++)
                {
                    CollectVariables(list.Values[i]);
                }

                break;
            case ObjectValueNode members:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                for (var i = 0; i < members.Fields.Count; i++)
                {
                    CollectVariables(members.Fields[i].Value);
                }

                break;
        }
    }

    private void CollectSpreads(DocumentOutline outline, SelectionSetNode set, int depth, bool isIntrospection)
    {
        var selections = set.Selections;
        var isNested = false;
        for (var i = 0; i < selections.Count; i++)
        {
            switch (selections[i])
            {
                case FragmentSpreadNode spread:
                    (spreads ??= []).Add(new SpreadUse(spread, outline.Fragment(spread.Name.Value), depth, isIntrospection));
                    break;
                case FieldNode { SelectionSet: null }:
                    break;
                default:
                    isNested = true;
                    break;
            }
        }

        for (var i = selections.Count - 1; isNested && i >= 0; i--)
        {
            switch (selections[i])
            {
                case FieldNode { SelectionSet: { } nested } field:
                    CollectSpreads(outline, nested, depth + 1, isIntrospection || IsIntrospectionField(field));
                    break;
                case InlineFragmentNode fragment:
                    CollectSpreads(outline, fragment.SelectionSet, depth, isIntrospection);
                    break;
            }
        }
    }
}
