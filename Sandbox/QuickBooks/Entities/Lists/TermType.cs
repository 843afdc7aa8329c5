using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Lists;

/// <summary>When an invoice or bill is due: so many days after its date, or on a day of the month.</summary>
internal sealed class TermType() : ListType(
    "Term",
    31,
    [Computed(Text("Type")), Number("DueDays"), Number("DayOfMonthDue"), Number("DueNextMonthDays"), Number("DiscountPercent"), Number("DiscountDays"), Number("DiscountDayOfMonth"), .. Others("SalesTermEx")])
{
    public override IReadOnlyList<string> Queryable { get; } = ["Name", "Active", "Type"];

    /// <param name="terms">Null: due at once.</param>
    public static DateOnly DueOn(JsonObject? terms, DateOnly day)
    {
        if (terms?.Number("DueDays") is { } days) return day.AddDays((int)days);
        if (terms?.Number("DayOfMonthDue") is not { } dayOfMonth) return day;
        var due = InMonth(day, (int)dayOfMonth);
        return due.AddDays(-(int)(terms.Number("DueNextMonthDays") ?? 0)) < day ? InMonth(day.AddDays(1 - day.Day).AddMonths(1), (int)dayOfMonth) : due;
    }

    protected override void CompleteOwn(Draft draft)
    {
        var terms = draft.Entity;
        if (terms.Number("DueDays") is null && terms.Number("DayOfMonthDue") is null) draft.Refuse(Refusals.Missing("DueDays"));
        terms["Type"] = terms.Number("DueDays") is null ? "DATE_DRIVEN" : "STANDARD";
    }

    private static DateOnly InMonth(DateOnly month, int day) => new(month.Year, month.Month, Math.Clamp(day, 1, DateTime.DaysInMonth(month.Year, month.Month)));
}
