using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class InvoiceTests
{
    [Fact]
    public async Task An_invoice_comes_back_with_line_ids_a_sum_its_total_and_balance()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var invoice = await session.WriteAsync("Invoice", """
            {"CustomerRef":{"value":"4"},"CurrencyRef":{"value":"USD"},"TxnDate":"2026-03-02","SalesTermRef":{"value":"3"},"DocNumber":"ol-1","PrivateNote":"ol-inv-1",
             "Line":[{"DetailType":"SalesItemLineDetail","Amount":300.00,"Description":"Consulting","SalesItemLineDetail":{"ItemRef":{"value":"1"},"Qty":2,"UnitPrice":150.00}}]}
            """);

        invoice["MetaData"]!.AsObject().Remove("x");
        invoice.With("MetaData", null).ToJsonString().ShouldBe("");
    }
}
