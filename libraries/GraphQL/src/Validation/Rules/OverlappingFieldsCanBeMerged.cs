using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Validation.Merging;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Fields of one response name merge: the same call wherever both may be answered, and values of one shape everywhere.</summary>
internal sealed class OverlappingFieldsCanBeMerged(ValidationContext context) : ValidationRule(context), IEnter<DocumentNode>, IEnter<SelectionSetNode>, ILeave<DocumentNode>
{
    private readonly MergeCheck check = new(context);
    private readonly ConflictSearch search = new(context);
    private MergeVerdict verdict;
    private bool wasReported;

    public void Enter(DocumentNode node)
    {
        search.Begin();
        wasReported = false;
        verdict = check.Check(Context.Outline);
    }

    public void Enter(SelectionSetNode node)
    {
        if (verdict != MergeVerdict.Conflicting)
        {
            return;
        }

        foreach (var conflict in search.Within(node, Context.ParentType))
        {
            wasReported = true;
            Context.Report(conflict.ToString(), conflict.One.Concat(conflict.Other));
        }
    }

    public void Leave(DocumentNode node)
    {
        if (verdict == MergeVerdict.TooManyWays)
        {
            Context.Report("The fragments of the document can be combined in more ways than are checked: spread fewer fragments within each other.", [], ErrorCodes.TooComplex);
        }
        else if (verdict == MergeVerdict.Conflicting && !wasReported && search.IsCutShort)
        {
            // There was more to compare than is compared before the search came to a conflict.
            var (one, other) = check.Conflict;
            Context.Report($"Fields \"{one.ResponseName}\" conflict. Use different aliases on the fields to fetch both if this was intentional.", [one, other]);
        }
    }
}
