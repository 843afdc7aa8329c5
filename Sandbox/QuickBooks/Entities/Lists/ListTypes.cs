using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Lists;

/// <summary>Lists of names that are unique on their level and are made inactive instead of deleted.</summary>
internal abstract class ListType(string name, int longestName, IEnumerable<Field> ownFields) : EntityType(
    name,
    EntityOperations.All & ~EntityOperations.Delete,
    new Shape(name, [.. Entity, Text("Name", longestName), Flag("Active"), .. ownFields]))
{
    public override IReadOnlyList<string> Queryable => ["Name", "Active"];

    public override bool HasActive => true;

    public override void Complete(Draft draft)
    {
        draft.Require("Name");
        if (draft.IsRefused) return;
        var called = draft.Entity.Text("Name")!;
        if (called.AsSpan().ContainsAny(':', '\t', '\n')) draft.Refuse(Refusals.InvalidName("Name"));
        draft.Entity["Active"] ??= true;
        CompleteOwn(draft);
        var isTaken = draft.Company.All(Name).Values.Any(other => !ReferenceEquals(other, draft.Previous)
            && string.Equals(other.Text("Name"), called, StringComparison.OrdinalIgnoreCase)
            && other.Reference("ParentRef") == draft.Entity.Reference("ParentRef"));
        if (isTaken) draft.Refuse(Refusals.DuplicateName($"Another {Name} already has this name. Please use a different name."));
    }

    protected abstract void CompleteOwn(Draft draft);

    /// <summary>Places the element below the one it names.</summary>
    /// <param name="isBelow">The member that says whether there is one above.</param>
    protected JsonObject? Nest(Draft draft, string isBelow)
    {
        var entity = draft.Entity;
        var parent = draft.Follow(entity, "ParentRef", Name, Name);
        entity[isBelow] = parent is not null;
        entity["FullyQualifiedName"] = parent is null ? entity.Text("Name") : $"{parent.Text("FullyQualifiedName")}:{entity.Text("Name")}";
        return parent;
    }
}

internal sealed class ClassType() : ListType("Class", 100, [Flag("SubClass"), Reference("ParentRef"), Computed(Text("FullyQualifiedName")), .. Others("ClassEx")])
{
    public override IReadOnlyList<string> Queryable { get; } = ["Name", "Active", "FullyQualifiedName", "SubClass"];

    public override Plan LowestPlan => Plan.Plus;

    protected override void CompleteOwn(Draft draft) => Nest(draft, "SubClass");
}

/// <summary>A location.</summary>
internal sealed class DepartmentType() : ListType("Department", 100, [Flag("SubDepartment"), Reference("ParentRef"), Computed(Text("FullyQualifiedName")), Address("Address"), .. Others("DepartmentEx")])
{
    public override IReadOnlyList<string> Queryable { get; } = ["Name", "Active", "FullyQualifiedName", "SubDepartment"];

    public override Plan LowestPlan => Plan.Plus;

    protected override void CompleteOwn(Draft draft) => Nest(draft, "SubDepartment");
}

internal sealed class PaymentMethodType() : ListType("PaymentMethod", 31, [Choice("Type", "CREDIT_CARD", "NON_CREDIT_CARD"), .. Others("PaymentMethodEx")])
{
    public override IReadOnlyList<string> Queryable { get; } = ["Name", "Active", "Type"];

    protected override void CompleteOwn(Draft draft) => draft.Entity["Type"] ??= "NON_CREDIT_CARD";
}
