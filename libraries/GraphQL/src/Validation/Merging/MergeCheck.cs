using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Merging;

/// <summary>Whether the fields of a document merge.</summary>
internal enum MergeVerdict
{
    /// <summary>All of them do.</summary>
    Mergeable,

    /// <summary>There are two that do not.</summary>
    Conflicting,

    /// <summary>There are more ways to combine fragments than anybody will look through.</summary>
    TooManyWays,
}

/// <summary>
/// Says whether the fields of a document merge, without comparing each with each. The selection sets that answer one place of the response are taken together;
/// their fields are grouped by response name; within a group being the same is an equivalence, so comparing all with the first one is enough; what the fields
/// of a group select is taken together again. So each field of a document without fragments is looked at a bounded number of times. With fragments the same
/// selection sets come together at many places: which were looked at is remembered.
/// </summary>
/// <remarks>
/// Objects of two types exclude each other, so a group with both is looked at twice: for each type alone (with what is selected on interfaces, which either
/// may be) the fields must be the same, and for all together their values must have the same shape, there and below.
/// </remarks>
internal sealed class MergeCheck(ValidationContext context)
{
    private const int FewEnoughToCompare = 12;
    private const int StepsAlways = 100_000;
    private const int StepsPerByte = 4;

    private readonly List<Frame> frames = [];
    private readonly HashSet<Visit> visited = [];
    private int depth;
    private long allowed;

    /// <summary>Selections looked at for the document so far: what the work is counted in.</summary>
    public long Steps { get; private set; }

    /// <summary>The first two fields that do not merge.</summary>
    public (FieldNode One, FieldNode Other) Conflict { get; private set; }

    public MergeVerdict Check(DocumentOutline outline)
    {
        visited.Clear();
        depth = 0;
        Steps = 0;
        allowed = StepsAlways + ((long)outline.Document.Source.Length * StepsPerByte);
        foreach (var definition in Roots(outline))
        {
            var parent = definition.Node is OperationDefinitionNode operation ? context.RootType(operation) : context.CompositeType(((FragmentDefinitionNode)definition.Node).TypeCondition);
            var frame = Push();
            frame.Sets.Add(new Selected(definition.Node.SelectionSet, parent));
            var verdict = Merge(frame, shapeOnly: false);
            depth--;
            if (verdict != MergeVerdict.Mergeable)
            {
                return verdict;
            }
        }

        return MergeVerdict.Mergeable;
    }

    /// <summary>The operations, and the fragments that none of them comes to: the others are looked at where they are spread.</summary>
    private static List<DefinitionOutline> Roots(DocumentOutline outline)
    {
        var mark = outline.NewMark();
        var roots = new List<DefinitionOutline>();
        var reached = new List<DefinitionOutline>();
        foreach (var definition in outline.Definitions)
        {
            if (definition.Node is OperationDefinitionNode)
            {
                roots.Add(definition);
                outline.Reach(definition, mark, reached);
            }
        }

        roots.AddRange(outline.Definitions.Where(d => d.Node is FragmentDefinitionNode && d.Mark != mark));
        return roots;
    }

    private Frame Push()
    {
        if (depth == frames.Count)
        {
            frames.Add(new Frame());
        }

        var frame = frames[depth++];
        frame.Clear();
        return frame;
    }

    /// <summary>Looks at the selection sets of a frame as one.</summary>
    private MergeVerdict Merge(Frame frame, bool shapeOnly)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (context.Outline.HasSpreads && !visited.Add(new Visit(frame.Sets, shapeOnly)))
        {
            return MergeVerdict.Mergeable;
        }

        var mark = context.Outline.HasSpreads ? context.Outline.NewMark() : 0;
        for (var i = 0; i < frame.Sets.Count; i++)
        {
            Collect(frame.Sets[i].Set, frame.Sets[i].Parent, mark, frame.Fields);
        }

        if (Steps > allowed)
        {
            return MergeVerdict.TooManyWays;
        }

        frame.Group();
        for (var i = 0; i < frame.Fields.Count; i++)
        {
            if (frame.IsFirst(i) && MergeGroup(frame, i, shapeOnly) is not MergeVerdict.Mergeable and var verdict)
            {
                return verdict;
            }
        }

        return MergeVerdict.Mergeable;
    }

    private void Collect(SelectionSetNode set, NamedType? parent, int mark, List<Selected<FieldNode>> fields)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var selections = set.Selections;
        Steps += selections.Count;
        for (var i = 0; i < selections.Count && Steps <= allowed; i++)
        {
            switch (selections[i])
            {
                case FieldNode field:
                    fields.Add(new Selected<FieldNode>(field, parent));
                    break;
                case InlineFragmentNode inline:
                    Collect(inline.SelectionSet, inline.TypeCondition is { } condition ? context.CompositeType(condition) : parent, mark, fields);
                    break;
                case FragmentSpreadNode spread when context.Outline.Fragment(spread.Name.Value) is { } fragment && fragment.Mark != mark:
                    fragment.Mark = mark;
                    Collect(fragment.Node.SelectionSet, context.CompositeType(((FragmentDefinitionNode)fragment.Node).TypeCondition), mark, fields);
                    break;
            }
        }
    }

    private MergeVerdict MergeGroup(Frame frame, int first, bool shapeOnly)
    {
        if (frame.Next(first) < 0)
        {
            return MergeBelow(frame, first, onlyFor: null, shapeOnly);
        }

        var excludes = HasTwoObjects(frame, first);
        if (!shapeOnly && !excludes)
        {
            return AreSame(frame, first, onlyFor: null) && HaveOneShape(frame, first) ? MergeBelow(frame, first, onlyFor: null, shapeOnly: false) : MergeVerdict.Conflicting;
        }

        if (!HaveOneShape(frame, first))
        {
            return MergeVerdict.Conflicting;
        }

        var verdict = MergeBelow(frame, first, onlyFor: null, shapeOnly: true);
        for (var i = first; !shapeOnly && i >= 0 && verdict == MergeVerdict.Mergeable; i = frame.Next(i))
        {
            if (frame.Fields[i].Parent is ObjectType type && IsFirstOf(frame, first, i, type))
            {
                verdict = AreSame(frame, first, type) ? MergeBelow(frame, first, type, shapeOnly: false) : MergeVerdict.Conflicting;
            }
        }

        return verdict;
    }

    /// <summary>Goes on with what the fields of a group select, of all or of those that can be an object of a type.</summary>
    private MergeVerdict MergeBelow(Frame frame, int first, ObjectType? onlyFor, bool shapeOnly)
    {
        Frame? below = null;
        for (var i = first; i >= 0; i = frame.Next(i))
        {
            var (field, parent) = frame.Fields[i];
            if (field.SelectionSet is { } set && MayBe(parent, onlyFor))
            {
                (below ??= Push()).Sets.Add(new Selected(set, FieldEquality.DefinitionOf(field, parent)?.Type.Named));
            }
        }

        if (below is null)
        {
            return MergeVerdict.Mergeable;
        }

        var verdict = Merge(below, shapeOnly);
        depth--;
        return verdict;
    }

    /// <summary>Whether the fields of a group, all or those that can be an object of a type, are the same call.</summary>
    private bool AreSame(Frame frame, int first, ObjectType? onlyFor)
    {
        FieldNode? one = null;
        for (var i = first; i >= 0; i = frame.Next(i))
        {
            var (other, parent) = frame.Fields[i];
            if (!MayBe(parent, onlyFor))
            {
                continue;
            }

            one ??= other;
            Steps++;
            if (!ReferenceEquals(one, other) && (one.Name.Value != other.Name.Value || !FieldEquality.SameArguments(one, other)))
            {
                Conflict = (one, other);
                return false;
            }
        }

        return true;
    }

    private bool HaveOneShape(Frame frame, int first)
    {
        (FieldNode Node, GraphQLType Type)? one = null;
        for (var i = first; i >= 0; i = frame.Next(i))
        {
            var (other, parent) = frame.Fields[i];
            Steps++;
            if (FieldEquality.DefinitionOf(other, parent)?.Type is not { } type)
            {
                continue;
            }

            one ??= (other, type);
            if (!ReferenceEquals(one.Value.Type, type) && !FieldEquality.SameShape(one.Value.Type, type))
            {
                Conflict = (one.Value.Node, other);
                return false;
            }
        }

        return true;
    }

    private static bool MayBe(NamedType? parent, ObjectType? type) => type is null || parent is not ObjectType || ReferenceEquals(parent, type);

    private static bool HasTwoObjects(Frame frame, int first)
    {
        ObjectType? one = null;
        for (var i = first; i >= 0; i = frame.Next(i))
        {
            if (frame.Fields[i].Parent is ObjectType type)
            {
                one ??= type;
                if (!ReferenceEquals(one, type))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsFirstOf(Frame frame, int first, int index, ObjectType type)
    {
        for (var i = first; i != index; i = frame.Next(i))
        {
            Steps++;
            if (ReferenceEquals(frame.Fields[i].Parent, type))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A selection set and the type it selects from, null where that is unknown.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Selected(SelectionSetNode Set, NamedType? Parent);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Selected<TNode>(TNode Node, NamedType? Parent);

    /// <summary>Selection sets that were looked at together.</summary>
    private readonly struct Visit : IEquatable<Visit>
    {
        private readonly SelectionSetNode one;
        private readonly SelectionSetNode[]? more;
        private readonly int hash;

        public Visit(List<Selected> sets, bool shapeOnly)
        {
            one = sets[0].Set;
            hash = HashCode.Combine(RuntimeHelpers.GetHashCode(one), shapeOnly);
            ShapeOnly = shapeOnly;
            if (sets.Count > 1)
            {
                more = new SelectionSetNode[sets.Count];
                for (var i = 0; i < more.Length; i++)
                {
                    more[i] = sets[i].Set;
                    hash = (hash * 31) + RuntimeHelpers.GetHashCode(more[i]);
                }
            }
        }

        private bool ShapeOnly { get; }

        public bool Equals(Visit other) =>
            hash == other.hash && ShapeOnly == other.ShapeOnly && ReferenceEquals(one, other.one) &&
            (more is null ? other.more is null : other.more is not null && more.AsSpan().SequenceEqual(other.more));

        public override bool Equals(object? obj) => obj is Visit other && Equals(other);

        public override int GetHashCode() => hash;
    }

    /// <summary>One place of the response: the selection sets that answer it, their fields, and these linked by response name.</summary>
    private sealed class Frame
    {
        private readonly List<int> next = [];
        private readonly List<bool> isFirst = [];
        private readonly Dictionary<string, int> last = new(StringComparer.Ordinal);

        public List<Selected> Sets { get; } = [];

        public List<Selected<FieldNode>> Fields { get; } = [];

        public void Clear()
        {
            Sets.Clear();
            Fields.Clear();
            next.Clear();
            isFirst.Clear();
            last.Clear();
        }

        /// <summary>Whether no field before has the same response name.</summary>
        public bool IsFirst(int index) => isFirst[index];

        /// <summary>The next field of the same response name, or -1.</summary>
        public int Next(int index) => next[index];

        public void Group()
        {
            for (var i = 0; i < Fields.Count; i++)
            {
                var before = LastNamed(Fields[i].Node.ResponseName, i);
                next.Add(-1);
                isFirst.Add(before < 0);
                if (before >= 0)
                {
                    next[before] = i;
                }
            }
        }

        private int LastNamed(string name, int before)
        {
            if (Fields.Count > FewEnoughToCompare)
            {
                ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(last, name, out var exists);
                var found = exists ? place : -1;
                place = before;
                return found;
            }

            for (var i = before - 1; i >= 0; i--)
            {
                if (Fields[i].Node.ResponseName == name)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
