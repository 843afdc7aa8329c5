using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

/// <summary>An app that is connected to one simulated company.</summary>
internal sealed class FortnoxSession(SandboxServer sandbox, string accessToken, string? refreshToken)
{
    /// <summary>Years 3 (2025) and 4 (2026), 4 selected.</summary>
    public const string Norrsken = "1047315";

    /// <summary>Years 11 (2025) and 12 (2026), 11 selected.</summary>
    public const string Vastkusten = "1182904";

    public const string AllScopes = "bookkeeping companyinformation settings inbox archive connectfile currency customer article invoice payment";

    /// <summary>Setting that shortens the quota's window to 5 ms, for tests that make more than 25 calls.</summary>
    public const string WithoutQuota = "Sandbox:TimeScale=1000";

    private const string RedirectUri = "http://127.0.0.1:9/callback";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string AccessToken => accessToken;

    public string RefreshToken => refreshToken ?? throw new InvalidOperationException("The session has no refresh token.");

    public static async Task<FortnoxSession> ConnectAsync(SandboxServer sandbox, string company = Norrsken, string scopes = AllScopes, string? accountType = null)
    {
        var code = await AuthorizeAsync(sandbox, company, scopes, accountType: accountType);
        var answer = await TokenAsync(sandbox, CodeForm(code));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return new FortnoxSession(sandbox, answer.Json["access_token"]!.GetValue<string>(), answer.Json["refresh_token"]?.GetValue<string>());
    }

    public static async Task<string> AuthorizeAsync(SandboxServer sandbox, string company = Norrsken, string scopes = AllScopes, string accessType = "offline", string? accountType = null)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = "sandbox-fortnox", ["redirect_uri"] = RedirectUri, ["scope"] = scopes, ["state"] = "s1", ["access_type"] = accessType, ["response_type"] = "code", ["account_type"] = accountType,
        };
        var redirected = await sandbox.ConsentAsync(QueryHelpers.AddQueryString("/fortnox/oauth-v1/auth", query), company);
        redirected["state"].ShouldBe("s1");
        return redirected["code"];
    }

    public static Dictionary<string, string> CodeForm(string code, string redirectUri = RedirectUri) => new(StringComparer.Ordinal)
    {
        ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirectUri,
    };

    public static Dictionary<string, string> RefreshForm(string refreshToken) => new(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken };

    public static Task<FortnoxReply> TokenAsync(SandboxServer sandbox, Dictionary<string, string> form, string? tenantId = null, string secret = "sandbox-secret-fortnox") =>
        OAuthAsync(sandbox, "token", form, tenantId, secret);

    public static async Task<FortnoxReply> OAuthAsync(SandboxServer sandbox, string endpoint, Dictionary<string, string> form, string? tenantId = null, string secret = "sandbox-secret-fortnox")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/fortnox/oauth-v1/" + endpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("sandbox-fortnox:" + secret)));
        if (tenantId is not null) request.Headers.Add("TenantId", tenantId);
        return await FortnoxReply.ReadAsync(await sandbox.Http.SendAsync(request, Cancellation));
    }

    public Task<FortnoxReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<FortnoxReply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<FortnoxReply> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body));

    public Task<FortnoxReply> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body));

    public Task<FortnoxReply> UploadAsync(string path, string name, byte[] content)
    {
        var form = new MultipartFormDataContent();
        form.Add(new ByteArrayContent(content), "file", name);
        return SendAsync(HttpMethod.Post, path, form);
    }

    public async Task<FortnoxReply> SendAsync(HttpMethod method, string path, HttpContent? content = null, string accept = "application/json")
    {
        using var request = new HttpRequestMessage(method, "/fortnox/3/" + path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        request.Headers.Accept.ParseAdd(accept);
        return await FortnoxReply.ReadAsync(await sandbox.Http.SendAsync(request, Cancellation));
    }

    /// <summary>A voucher of two rows that is right in every way, to be spoilt by a test.</summary>
    public static JsonObject Voucher(string date = "2026-03-14", decimal amount = 250.50m, string series = "A", int debit = 5410, int credit = 1930, string description = "Kaffebryggare") => new()
    {
        ["Voucher"] = new JsonObject
        {
            ["Description"] = description,
            ["TransactionDate"] = date,
            ["VoucherSeries"] = series,
            ["VoucherRows"] = new JsonArray(new JsonObject { ["Account"] = debit, ["Debit"] = amount }, new JsonObject { ["Account"] = credit, ["Credit"] = amount }),
        },
    };

    /// <summary>Posts a voucher and gives its number.</summary>
    public async Task<int> PostVoucherAsync(string date = "2026-03-14", int year = 4, string description = "Kaffebryggare")
    {
        var reply = await PostAsync($"vouchers?financialyear={year.ToString(CultureInfo.InvariantCulture)}", Voucher(date, description: description));
        reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
        return reply.Json["Voucher"]!["VoucherNumber"]!.GetValue<int>();
    }

    /// <summary>PUT without a body: <c>invoices/1/bookkeep</c>.</summary>
    public Task<FortnoxReply> ActAsync(string path) => SendAsync(HttpMethod.Put, path);

    /// <summary>Makes an invoice (and its customer) that is right in every way, of 1000 and 25 % VAT unless rows are given, and gives it as answered.</summary>
    public async Task<JsonNode> InvoiceAsync(string date = "2026-03-14", JsonArray? rows = null, Action<JsonObject>? with = null, string customer = "1")
    {
        if ((await GetAsync($"customers/{customer}")).Status == HttpStatusCode.NotFound)
            (await PostAsync("customers", new JsonObject { ["Customer"] = new JsonObject { ["CustomerNumber"] = customer, ["Name"] = "Åkers Snickeri AB", ["City"] = "Umeå" } })).Status.ShouldBe(HttpStatusCode.Created);
        var reply = await PostAsync("invoices", Invoice(date, rows, with, customer));
        reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
        return reply.Json["Invoice"]!;
    }

    public static JsonObject Invoice(string date = "2026-03-14", JsonArray? rows = null, Action<JsonObject>? with = null, string customer = "1")
    {
        var fields = new JsonObject
        {
            ["CustomerNumber"] = customer,
            ["InvoiceDate"] = date,
            ["InvoiceRows"] = rows ?? [new JsonObject { ["Description"] = "Hyvling", ["DeliveredQuantity"] = "10", ["Price"] = 100, ["VAT"] = 25 }],
        };
        with?.Invoke(fields);
        return new JsonObject { ["Invoice"] = fields };
    }

    /// <summary>The same, booked.</summary>
    public async Task<JsonNode> BookedInvoiceAsync(string date = "2026-03-14", JsonArray? rows = null, Action<JsonObject>? with = null, string customer = "1")
    {
        var invoice = await InvoiceAsync(date, rows, with, customer);
        var booked = await ActAsync($"invoices/{invoice["DocumentNumber"]}/bookkeep");
        booked.Status.ShouldBe(HttpStatusCode.OK, booked.Text);
        return booked.Json["Invoice"]!;
    }

    public static JsonObject Payment(int invoice, decimal amount, string date = "2026-03-20", Action<JsonObject>? with = null)
    {
        var fields = new JsonObject { ["InvoiceNumber"] = invoice, ["Amount"] = amount, ["PaymentDate"] = date };
        with?.Invoke(fields);
        return new JsonObject { ["InvoicePayment"] = fields };
    }

    /// <summary>Makes and books a payment and gives it as answered.</summary>
    public async Task<JsonNode> PayAsync(int invoice, decimal amount, string date = "2026-03-20", Action<JsonObject>? with = null)
    {
        var made = await PostAsync("invoicepayments", Payment(invoice, amount, date, with));
        made.Status.ShouldBe(HttpStatusCode.Created, made.Text);
        var booked = await ActAsync($"invoicepayments/{made.Json["InvoicePayment"]!["Number"]}/bookkeep");
        booked.Status.ShouldBe(HttpStatusCode.OK, booked.Text);
        return booked.Json["InvoicePayment"]!;
    }

    public async Task<decimal> BalanceAsync(int invoice) => (await GetAsync($"invoices/{invoice.ToString(CultureInfo.InvariantCulture)}")).Json["Invoice"]!["Balance"]!.GetValue<decimal>();

    /// <summary>A voucher's accounts with debit less credit.</summary>
    public static IEnumerable<(int Account, decimal Amount)> RowsOf(JsonNode voucher) =>
        voucher["VoucherRows"]!.AsArray().Select(row => (row!["Account"]!.GetValue<int>(), row["Debit"]!.GetValue<decimal>() - row["Credit"]!.GetValue<decimal>()));

    /// <summary>Uploads to the vouchers' folder of the inbox and gives the file as answered.</summary>
    public async Task<JsonNode> UploadReceiptAsync(string name = "kvitto.pdf", string content = "%PDF-1.4 kvitto")
    {
        var reply = await UploadAsync("inbox?path=inbox_v", name, Encoding.UTF8.GetBytes(content));
        reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
        return reply.Json["File"]!;
    }

    public Task<FortnoxReply> ConnectFileAsync(string fileId, int number, int? year = 4, string series = "A") => PostAsync(
        "voucherfileconnections" + (year is { } id ? $"?financialyear={id.ToString(CultureInfo.InvariantCulture)}" : ""),
        new JsonObject { ["VoucherFileConnection"] = new JsonObject { ["FileId"] = fileId, ["VoucherSeries"] = series, ["VoucherNumber"] = number.ToString(CultureInfo.InvariantCulture) } });
}

/// <summary>An answer that was read to its end.</summary>
internal sealed record FortnoxReply(HttpStatusCode Status, string Text, string? ContentType, HttpResponseHeaders Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>Code of the refusal, whichever casing it came in.</summary>
    public int Code => (Json["ErrorInformation"]!["code"] ?? Json["ErrorInformation"]!["Code"])!.GetValue<int>();

    public string Message => (Json["ErrorInformation"]!["message"] ?? Json["ErrorInformation"]!["Message"])!.GetValue<string>();

    public static async Task<FortnoxReply> ReadAsync(HttpResponseMessage response)
    {
        using (response)
            return new FortnoxReply(response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Content.Headers.ContentType?.MediaType, response.Headers);
    }

    /// <summary>The body is this JSON, whatever the white space.</summary>
    public void ShouldBeJson(string expected) => JsonNode.DeepEquals(Json, JsonNode.Parse(expected)).ShouldBeTrue($"expected {JsonNode.Parse(expected)!.ToJsonString()}\nactual   {Json.ToJsonString()}");

    public void ShouldBeRefused(HttpStatusCode status, int code, string? message = null)
    {
        Status.ShouldBe(status, Text);
        Code.ShouldBe(code, Text);
        if (message is not null) Message.ShouldContain(message);
    }
}
