using OrleansLedger.Domain.Accounts;

namespace OrleansLedger.Domain.Tests.Accounts;

public sealed class AccountTreeTests
{
    [Fact]
    public void A_chart_that_is_a_tree_stays_as_it_is()
    {
        var chart = Chart(("vehicles", null), ("fuel", "vehicles"), ("diesel", "fuel"));

        AccountTree.Rooted(chart).ShouldBe(chart);
    }

    [Fact]
    public void An_account_whose_parent_is_not_there_stands_at_the_top() =>
        Parents(("fuel", "vehicles"), ("diesel", "fuel")).ShouldBe([null, "fuel"]);

    [Fact]
    public void The_accounts_of_a_circle_stand_at_the_top_and_what_hangs_on_them_stays() =>
        Parents(("a", "b"), ("b", "c"), ("c", "a"), ("below", "b"), ("own", "own")).ShouldBe([null, null, null, "b", null]);

    private static IEnumerable<string?> Parents(params (string Id, string? Parent)[] accounts) => AccountTree.Rooted(Chart(accounts)).Select(a => a.ParentRemoteId);

    private static RemoteAccount[] Chart(params (string Id, string? Parent)[] accounts) =>
        [.. accounts.Select(a => new RemoteAccount(a.Id, null, a.Id, AccountKind.Expense, "Expense", null, Active: true) { ParentRemoteId = a.Parent })];
}
