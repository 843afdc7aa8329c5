using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class DepositTests
{
    [Theory]
    [InlineData("42", "87", "6000")]
    [InlineData("35", "43", "6000")]
    [InlineData("35", "999", "2500")]
    [InlineData("999", "87", "2500")]
    public async Task Money_comes_in_on_bank_accounts_and_from_accounts_that_can_be_its_source(string to, string from, string code)
    {
        await using var session = await QuickBooksSession.StartAsync();

        (await session.PostAsync("deposit", Samples.Deposit(to: to, from: from))).Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_deposit_states_its_total_in_both_currencies()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var deposit = await session.WriteAsync("Deposit", Samples.Deposit(1000, "JPY").With("ExchangeRate", 0.00671m));

        deposit["TotalAmt"]!.ToJsonString().ShouldBe("1000.00");
        deposit["HomeTotalAmt"]!.ToJsonString().ShouldBe("6.71");
        deposit["ExchangeRate"]!.ToJsonString().ShouldBe("0.00671");
    }

    [Fact]
    public async Task Fees_held_back_are_negative_lines_as_long_as_something_is_left()
    {
        await using var session = await QuickBooksSession.StartAsync();
        JsonObject WithFee(decimal fee) => Samples.Parse($$$"""
            {"DepositToAccountRef":{"value":"35"},"CurrencyRef":{"value":"USD"},"Line":[
              {"DetailType":"DepositLineDetail","Amount":100,"DepositLineDetail":{"AccountRef":{"value":"87"},"Entity":{"value":"4","type":"CUSTOMER"} } },
              {"DetailType":"DepositLineDetail","Amount":{{{fee}}},"DepositLineDetail":{"AccountRef":{"value":"8"} } }]}
            """);

        (await session.WriteAsync("Deposit", WithFee(-2.9m)))["TotalAmt"]!.GetValue<decimal>().ShouldBe(97.10m);
        (await session.PostAsync("deposit", WithFee(-101))).Code.ShouldBe("6000");
    }

    [Fact]
    public async Task A_line_needs_its_account()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var deposit = Samples.Deposit();
        deposit["Line"]![0]!["DepositLineDetail"]!.AsObject().Remove("AccountRef");

        var refused = await session.PostAsync("deposit", deposit);

        refused.Code.ShouldBe("2020");
        refused.Detail!.ShouldContain("AccountRef");
    }

    [Fact]
    public async Task A_transfer_moves_money_between_two_different_asset_accounts()
    {
        await using var session = await QuickBooksSession.StartAsync();
        object Transfer(string from, string to) => new { FromAccountRef = new { value = from }, ToAccountRef = new { value = to }, Amount = 50m, CurrencyRef = new { value = "USD" } };

        var transfer = await session.WriteAsync("Transfer", Transfer("35", "36"));

        transfer["Amount"]!.ToJsonString().ShouldBe("50.00");
        (await session.GetAsync("account/36")).Body["Account"]!["CurrentBalance"]!.GetValue<decimal>().ShouldBe(18_850m);
        (await session.PostAsync("transfer", Transfer("35", "35"))).Code.ShouldBe("6000");
        (await session.PostAsync("transfer", Transfer("35", "13"))).Code.ShouldBe("6000");
        (await session.PostAsync("transfer", new { FromAccountRef = new { value = "35" }, Amount = 1, CurrencyRef = new { value = "USD" } })).Code.ShouldBe("2020");
    }
}
