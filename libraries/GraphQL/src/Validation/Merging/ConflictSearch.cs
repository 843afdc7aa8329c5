using System.Runtime.CompilerServices;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Merging;

/// <summary>Two fields that do not merge.</summary>
/// <param name="Name">Their response name.</param>
/// <param name="Reason">Why they do not, in words.</param>
/// <param name="One">The first field, and those below it that are to blame.</param>
/// <param name="Other">The second field, and those below it.</param>
internal sealed record MergeConflict(string Name, string Reason, IReadOnlyList<FieldNode> One, IReadOnlyList<FieldNode> Other)
{
    /// <summary>Letters of a reason that are told.</summary>
    public const int LongestReason = 1_000;

    public override string ToString() =>
        $"Fields \"{Name}\" conflict because {(Reason.Length > LongestReason ? string.Concat(Reason.AsSpan(0, LongestReason), "...") : Reason)}. Use different aliases on the fields to fetch both if this was intentional.";
}

/// <summary>
/// Finds every two fields that do not merge, each pair once, in the order the reference tells of them. It compares fields with fields, and so is asked only
/// when <see cref="MergeCheck"/> has found that there are such, and only up to a bound of comparisons.
/// </summary>
internal sealed class ConflictSearch(ValidationContext context)
{
    private const int MostSteps = 200_000;

    /// <summary>Fields of each side that are pointed at; as many conflicts below a field fill its reason too.</summary>
    private const int MostFields = 20;

    private readonly Dictionary<(SelectionSetNode Set, NamedType? Parent), FieldsOfSet> known = [];
    private readonly Dictionary<(FieldsOfSet Fields, string Fragment), bool> comparedWithFragment = [];
    private readonly Dictionary<(string One, string Other), bool> comparedFragments = [];

    /// <summary>Comparisons made for the document so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Whether there was more to compare than is compared.</summary>
    public bool IsCutShort => Steps > MostSteps;

    private bool IsSpent => IsCutShort || context.IsStopped;

    public void Begin()
    {
        known.Clear();
        comparedWithFragment.Clear();
        comparedFragments.Clear();
        Steps = 0;
    }

    /// <summary>The conflicts between fields of one selection set and the fragments in it that were not told before.</summary>
    public IReadOnlyList<MergeConflict> Within(SelectionSetNode set, NamedType? parent)
    {
        var conflicts = new ConflictList(context.ErrorsLeft);
        var fields = FieldsOf(set, parent);
        foreach (var (name, group) in fields.ByName)
        {
            for (var i = 0; i < group.Count && !IsSpent; i++)
            {
                for (var j = i + 1; j < group.Count && !IsSpent; j++)
                {
                    Compare(name, group[i], group[j], exclusive: false, conflicts);
                }
            }
        }

        for (var i = 0; i < fields.Fragments.Count && !IsSpent; i++)
        {
            CompareWithFragment(fields, fields.Fragments[i], exclusive: false, conflicts);
            for (var j = i + 1; j < fields.Fragments.Count && !IsSpent; j++)
            {
                CompareFragments(fields.Fragments[i], fields.Fragments[j], exclusive: false, conflicts);
            }
        }

        return conflicts.Told;
    }

    private void CompareWithFragment(FieldsOfSet fields, string fragment, bool exclusive, ConflictList conflicts)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Steps++;
        if (IsSpent || WasCompared(comparedWithFragment, (fields, fragment), exclusive) || FieldsOf(fragment) is not { } others || ReferenceEquals(fields, others))
        {
            return;
        }

        CompareAll(fields, others, exclusive, conflicts);
        foreach (var further in others.Fragments)
        {
            CompareWithFragment(fields, further, exclusive, conflicts);
        }
    }

    private void CompareFragments(string one, string other, bool exclusive, ConflictList conflicts)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Steps++;
        var pair = string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);
        if (IsSpent || one == other || WasCompared(comparedFragments, pair, exclusive) || FieldsOf(one) is not { } fields || FieldsOf(other) is not { } others)
        {
            return;
        }

        CompareAll(fields, others, exclusive, conflicts);
        foreach (var further in others.Fragments)
        {
            CompareFragments(one, further, exclusive, conflicts);
        }

        foreach (var further in fields.Fragments)
        {
            CompareFragments(further, other, exclusive, conflicts);
        }
    }

    private void CompareAll(FieldsOfSet fields, FieldsOfSet others, bool exclusive, ConflictList conflicts)
    {
        foreach (var (name, group) in fields.ByName)
        {
            if (!others.Find(name, out var otherGroup))
            {
                continue;
            }

            foreach (var field in group)
            {
                foreach (var other in otherGroup)
                {
                    if (IsSpent)
                    {
                        return;
                    }

                    Compare(name, field, other, exclusive, conflicts);
                }
            }
        }
    }

    private void Compare(string name, FieldUse one, FieldUse other, bool exclusive, ConflictList conflicts)
    {
        Steps++;

        // Objects of two types exclude each other: their fields are never answered together, and only the shape of what they answer matters.
        exclusive |= one.Parent is ObjectType && other.Parent is ObjectType && !ReferenceEquals(one.Parent, other.Parent);
        var reason = exclusive ? null
            : one.Node.Name.Value != other.Node.Name.Value ? $"\"{one.Node.Name}\" and \"{other.Node.Name}\" are different fields"
            : !FieldEquality.SameArguments(one.Node, other.Node) ? "they have differing arguments"
            : null;
        if (reason is null && one.Definition?.Type is { } type && other.Definition?.Type is { } otherType && !FieldEquality.SameShape(type, otherType))
        {
            reason = $"they return conflicting types \"{type}\" and \"{otherType}\"";
        }

        if (reason is not null)
        {
            conflicts.Add(name, reason, [one.Node], [other.Node]);
        }
        else if (one.Node.SelectionSet is not null && other.Node.SelectionSet is not null)
        {
            CompareBelow(name, one, other, exclusive, conflicts);
        }
    }

    private void CompareBelow(string name, FieldUse one, FieldUse other, bool exclusive, ConflictList conflicts)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var fields = FieldsOf(one.Node.SelectionSet!, one.Definition?.Type.Named);
        var others = FieldsOf(other.Node.SelectionSet!, other.Definition?.Type.Named);
        var below = new ConflictList(MostFields);
        CompareAll(fields, others, exclusive, below);
        foreach (var fragment in others.Fragments)
        {
            CompareWithFragment(fields, fragment, exclusive, below);
        }

        foreach (var fragment in fields.Fragments)
        {
            CompareWithFragment(others, fragment, exclusive, below);
        }

        foreach (var fragment in fields.Fragments)
        {
            foreach (var otherFragment in others.Fragments)
            {
                CompareFragments(fragment, otherFragment, exclusive, below);
            }
        }

        if (below.Told.Count > 0)
        {
            conflicts.Add(
                name,
                string.Join(" and ", below.Told.Select(c => $"subfields \"{c.Name}\" conflict because {c.Reason}")),
                [one.Node, .. below.Told.SelectMany(c => c.One).Take(MostFields - 1)],
                [other.Node, .. below.Told.SelectMany(c => c.Other).Take(MostFields - 1)]);
        }
    }

    /// <summary>Whether a pair was compared before, at least as strictly; notes that it is now.</summary>
    private static bool WasCompared<TPair>(Dictionary<TPair, bool> compared, TPair pair, bool exclusive)
        where TPair : notnull
    {
        if (compared.TryGetValue(pair, out var wasExclusive) && (exclusive || !wasExclusive))
        {
            return true;
        }

        compared[pair] = exclusive;
        return false;
    }

    private FieldsOfSet? FieldsOf(string fragment) =>
        context.Outline.Fragment(fragment)?.Node is FragmentDefinitionNode node ? FieldsOf(node.SelectionSet, context.CompositeType(node.TypeCondition)) : null;

    private FieldsOfSet FieldsOf(SelectionSetNode set, NamedType? parent)
    {
        if (!known.TryGetValue((set, parent), out var fields))
        {
            known.Add((set, parent), fields = new FieldsOfSet());
            fields.Collect(set, parent, context);
        }

        return fields;
    }

    /// <summary>The first conflicts of those found: no more than are told, so that a document of conflicts alone does not become a message of megabytes.</summary>
    private sealed class ConflictList(int most)
    {
        public List<MergeConflict> Told { get; } = [];

        public void Add(string name, string reason, IReadOnlyList<FieldNode> one, IReadOnlyList<FieldNode> other)
        {
            if (Told.Count < most)
            {
                // A letter more than is told says that there was more.
                Told.Add(new MergeConflict(name, reason.Length > MergeConflict.LongestReason ? reason[..(MergeConflict.LongestReason + 1)] : reason, one, other));
            }
        }
    }

    private sealed record FieldUse(FieldNode Node, NamedType? Parent, Field? Definition);

    /// <summary>The fields of a selection set, those in inline fragments included, and the fragments it spreads.</summary>
    private sealed class FieldsOfSet
    {
        private readonly Dictionary<string, List<FieldUse>> byName = new(StringComparer.Ordinal);
        private readonly HashSet<string> spread = new(StringComparer.Ordinal);

        /// <summary>By response name in the order of the text.</summary>
        public List<(string Name, List<FieldUse> Fields)> ByName { get; } = [];

        public List<string> Fragments { get; } = [];

        public bool Find(string name, out List<FieldUse> fields) => byName.TryGetValue(name, out fields!);

        public void Collect(SelectionSetNode set, NamedType? parent, ValidationContext context)
        {
            foreach (var selection in set.Selections)
            {
                switch (selection)
                {
                    case FieldNode field:
                        Add(new FieldUse(field, parent, FieldEquality.DefinitionOf(field, parent)));
                        break;
                    case InlineFragmentNode inline:
                        Collect(inline.SelectionSet, inline.TypeCondition is { } condition ? context.CompositeType(condition) : parent, context);
                        break;
                    case FragmentSpreadNode fragment when spread.Add(fragment.Name.Value):
                        Fragments.Add(fragment.Name.Value);
                        break;
                }
            }
        }

        private void Add(FieldUse field)
        {
            var name = field.Node.ResponseName;
            if (!byName.TryGetValue(name, out var group))
            {
                byName.Add(name, group = []);
                ByName.Add((name, group));
            }

            group.Add(field);
        }
    }
}
