using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Documents;

/// <summary>Errors of pushed transactions and files, for programs: a code, the field, the place in the list, and a message.</summary>
public sealed class InputProblemTests(LedgerFixture fixture) : IAsyncLifetime
{
    private const string Upsert =
        "mutation ($t: [BankTransactionInput!]!) { upsertTransactions(input: { transactions: $t }) "
        + "{ results { index id errors { ... on InvalidInputProblem { code field index message } } } errors { ... on InvalidInputProblem { code field index message } } } }";

    private RunningApi _api = null!;
    private GraphTenant _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await RunningApi.StartAsync(fixture);
        _tenant = await GraphTenant.CreateAsync(_api);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_wrong_value_is_reported_with_its_code_field_and_index()
    {
        (JsonObject Row, string Code, string Field, string Message)[] wrong =
        [
            (Row("amount", 0), "invalid_amount", "amount", "amount '0' is zero: no money moved. Leave the transaction out."),
            (Row("amount", 0.004m), "invalid_amount", "amount", "amount '0.004' has too many decimals: EUR has 2. Less than the smallest amount of EUR is no money: leave the transaction out."),
            (Row("currency", "EUX"), "invalid_currency", "currency", "currency 'EUX' is not a currency of ISO 4217. Write its three-letter code: EUR."),
            (Row("transactedOn", "9999-12-31"), "invalid_date", "transactedOn", "is more than 5 years ahead. Correct the date"),
            (Row("transactedOn", "1899-12-31"), "invalid_date", "transactedOn", "transactedOn '1899-12-31' is before 1900-01-01. Correct the date."),
            (Row("description", " "), "missing", "description", "description is empty. Every transaction needs one."),
            (Row("bankAccount", new string('b', 256)), "too_long", "bankAccount", "is 256 characters long. Shorten it to 255."),
            (Row("counterparty", "Harbour \u202Efdp"), "invalid_character", "counterparty", "contains the character U+202E, which changes the direction of text. Remove it."),
            (Row("rates", Rates(1_000_000_000_000_000m)), "invalid_rate", "rates", "is not a plausible rate. Write one from 0.000000001 to 1000000000."),
            (Row("rates", Rates(0)), "invalid_rate", "rates", "rates 'GBP=0' is not a rate. Write one above zero."),
        ];
        var rows = new JsonArray([.. wrong.Select((w, i) => With(w.Row, $"wrong-{i}")), With(Row("description", "Flour"), "good")]);

        var results = (await UpsertAsync(rows))["results"]!.AsArray();

        for (var i = 0; i < wrong.Length; i++)
        {
            var error = results[i]!["errors"]!.AsArray().ShouldHaveSingleItem(results[i]!.ToJsonString());
            error!["code"]!.GetValue<string>().ShouldBe(wrong[i].Code);
            error["field"]!.GetValue<string>().ShouldBe(wrong[i].Field);
            error["index"]!.GetValue<int>().ShouldBe(i);
            error["message"]!.GetValue<string>().ShouldContain(wrong[i].Message);
        }

        results[wrong.Length]!["id"].ShouldNotBeNull();
        (await _api.CountAsync("bank_transaction")).ShouldBe(1);
    }

    [Fact]
    public async Task An_amount_and_rate_that_overflow_together_are_refused()
    {
        var row = Row("rates", Rates(1.2m));
        row["amount"] = -900_000_000_000_000m;

        var error = (await UpsertAsync([With(row, "A")]))["results"]![0]!["errors"]!.AsArray().ShouldHaveSingleItem();

        error!["code"]!.GetValue<string>().ShouldBe("invalid_rate");
        error["message"]!.GetValue<string>().ShouldBe("rates 'GBP=1.2' makes the amount larger than 999999999999999 GBP. Correct the rate or the amount.");
    }

    [Theory]
    [InlineData("CLF", 4)]
    [InlineData("UYW", 4)]
    [InlineData("KWD", 3)]
    [InlineData("JPY", 0)]
    public async Task An_amount_has_as_many_decimals_as_its_currency(string currency, int decimals)
    {
        JsonObject Of(decimal amount, string reference)
        {
            var row = With(Row("currency", currency), reference);
            row["amount"] = amount;
            return row;
        }

        var results = (await UpsertAsync([Of(1 + new decimal(1, 0, 0, false, (byte)decimals), "fits"), Of(1 + new decimal(1, 0, 0, false, (byte)(decimals + 1)), "too many")]))["results"]!;

        results[0]!["id"].ShouldNotBeNull(results.ToJsonString());
        results[1]!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("invalid_amount");
    }

    /// <summary>The JSON is written by hand: .NET's writer sends no half of a surrogate pair.</summary>
    [Theory]
    [InlineData("description")]
    [InlineData("category")]
    [InlineData("sourceReference")]
    public async Task A_lone_surrogate_is_reported_with_its_place_and_the_others_are_stored(string field)
    {
        var rows = new JsonArray(With(Row("description", "Flour"), "A"), With(Row("category", "food"), "B"), With(Row("description", "Flour"), "C"));
        rows[1]![field] = "LONE";
        var body = new JsonObject { ["query"] = Upsert, ["variables"] = new JsonObject { ["t"] = rows } }.ToJsonString().Replace("LONE", "x\\ud800y", StringComparison.Ordinal);

        var answer = await SendAsync(body);

        answer["errors"].ShouldBeNull(answer.ToJsonString());
        var results = answer["data"]!["upsertTransactions"]!["results"]!.AsArray();
        results.Select(r => r!["id"] is not null).ShouldBe([true, false, true]);
        var error = results[1]!["errors"]!.AsArray().ShouldHaveSingleItem();
        error!["code"]!.GetValue<string>().ShouldBe("invalid_character");
        error["field"]!.GetValue<string>().ShouldBe(field);
        error["index"]!.GetValue<int>().ShouldBe(1);
        error["message"]!.GetValue<string>().ShouldBe($"{field} 'x\uFFFDy' contains a broken character: half of a surrogate pair. Remove it, or send the whole character.");
    }

    [Theory]
    [InlineData("invoice.pdf", "file_type_mismatch", "The file 'invoice.pdf' has the extension .pdf, but its content is a Windows program file. Send the .pdf file itself, or name this one invoice.exe. Nothing was stored.")]
    [InlineData("receipt", "invalid_file_name", "The file 'receipt' has no extension, which identifies the kind of file. Name it like invoice.pdf. Nothing was stored.")]
    [InlineData("invoice\u202Efdp.exe", "invalid_file_name", "contains the character U+202E, which changes the direction of text and hides the extension. Remove it. Nothing was stored.")]
    public async Task A_file_that_is_not_what_its_name_says_is_refused(string name, string code, string message)
    {
        await _tenant.ImportAsync(1);

        var error = (await _tenant.AttachAsync("t-1", name, Files.Program))["errors"]!.AsArray().ShouldHaveSingleItem();

        error!["code"]!.GetValue<string>().ShouldBe(code);
        error["message"]!.GetValue<string>().ShouldContain(message);
        (await _api.CountAsync("attachment")).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_is_stored_with_its_own_content_type_and_without_blanks_around_its_name()
    {
        await _tenant.ImportAsync(1);

        // GraphTenant declares image/png.
        (await _tenant.AttachAsync("t-1", "receipt.pdf ", Files.Pdf()))["errors"]!.AsArray().ShouldBeEmpty();

        var stored = (await _tenant.Client.FieldAsync("transaction", "{ transaction(sourceReference: \"t-1\") { attachments { fileName contentType } } }"))!["attachments"]![0]!;
        stored["fileName"]!.GetValue<string>().ShouldBe("receipt.pdf");
        stored["contentType"]!.GetValue<string>().ShouldBe("application/pdf");
    }

    private static JsonObject Row(string field, JsonNode value) => new()
    {
        ["transactedOn"] = "2026-03-04",
        ["description"] = "Flour",
        ["amount"] = -12.5m,
        ["currency"] = "EUR",
        [field] = value,
    };

    private static JsonArray Rates(decimal rate) => [new JsonObject { ["currency"] = "GBP", ["rate"] = rate }];

    private static JsonObject With(JsonObject row, string reference)
    {
        var named = row.DeepClone().AsObject();
        named["sourceReference"] = reference;
        return named;
    }

    private async Task<JsonNode> UpsertAsync(JsonArray rows) => (await _tenant.Client.FieldAsync("upsertTransactions", Upsert, new { t = rows }))!;

    private async Task<JsonObject> SendAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tenant.Client.Key);
        using var response = await _api.Browser.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
    }
}
