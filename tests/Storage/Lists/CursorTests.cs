using System.Buffers.Text;
using System.Text;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Lists;
using OrleansLedger.Storage.SyncRecords;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Lists;

public sealed class CursorTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cursor_of_another_list_is_refused_and_the_message_names_both()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await ledger.ImportAsync(tenant, "bank-1");
        var page = await ledger.InAsync(tenant, t => BankTransactionList.PageAsync(t, new BankTransactionFilter(), BankTransactionList.NewestFirst, PageRequest.Forward(1), Cancelled));

        var refusal = await RefusalAsync(ledger, page.EndCursor!);

        refusal.Problem.ShouldBe(ListRequestProblem.CursorOfOtherList);
        refusal.Message.ShouldBe("The cursor belongs to the list 'bank_transactions', not to 'sync_records'. Take the cursors of a list's own pages.");
    }

    [Theory]
    [InlineData(BankTransactionSort.Amount, true)]
    [InlineData(BankTransactionSort.Date, false)]
    public async Task A_cursor_of_another_order_is_refused(BankTransactionSort by, bool descending)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await ledger.ImportAsync(tenant, "bank-1");
        var page = await ledger.InAsync(tenant, t => BankTransactionList.PageAsync(
            t, new BankTransactionFilter(), new Order<BankTransactionSort>(by, descending), PageRequest.Forward(1), Cancelled));

        var refusal = await Should.ThrowAsync<ListRequestException>(ledger.InAsync(tenant, t => BankTransactionList.PageAsync(
            t, new BankTransactionFilter(), BankTransactionList.NewestFirst, PageRequest.Back(1, before: page.EndCursor), Cancelled)));

        refusal.Problem.ShouldBe(ListRequestProblem.CursorOfOtherOrder);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64url!")]
    [InlineData("AAAA")]
    [InlineData("[]")]
    [InlineData("[null,null]")]
    [InlineData("{}")]
    [InlineData("""["sync_records","updated.desc"]""")]
    [InlineData("""["sync_records","updated.desc","639000000000000000"]""")]
    [InlineData("""["sync_records","updated.desc","-1","0198c5d6e7f07a1b8c2d3e4f50617283"]""")]
    [InlineData("""["sync_records","updated.desc","99999999999999999999999","0198c5d6e7f07a1b8c2d3e4f50617283"]""")]
    [InlineData("""["sync_records","updated.desc","639000000000000000","1 or 1=1"]""")]
    public async Task Text_that_no_list_gave_out_is_refused(string text)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var cursor = text.StartsWith('[') || text.StartsWith('{') ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)) : text;

        (await RefusalAsync(ledger, cursor)).Problem.ShouldBe(ListRequestProblem.CursorMalformed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(PageRequest.LargestPage + 1)]
    public void A_page_of_no_rows_or_of_too_many_is_refused(int size)
    {
        Should.Throw<ListRequestException>(() => PageRequest.Forward(size)).Problem.ShouldBe(ListRequestProblem.PageSize);
        Should.Throw<ListRequestException>(() => PageRequest.Back(size)).Problem.ShouldBe(ListRequestProblem.PageSize);
    }

    private static async Task<ListRequestException> RefusalAsync(TestLedger ledger, string cursor)
    {
        var tenant = await ledger.CreateTenantAsync();
        return await Should.ThrowAsync<ListRequestException>(ledger.InAsync(tenant, t => SyncRecordList.PageAsync(
            t, new SyncRecordFilter(), SyncRecordList.NewestFirst, PageRequest.Forward(1, after: cursor), Cancelled)));
    }
}
