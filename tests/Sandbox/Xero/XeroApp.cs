using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansLedger.Sandbox.Tests.Xero;

/// <summary>An app connected to one simulated Xero organisation, speaking raw HTTP.</summary>
public sealed class XeroApp
{
    public const string RedirectUri = "http://localhost:5999/oauth/xero/callback";
    public const string FirstCompany = "6f2b1c9e-0d5a-4c1e-9a56-5f0c8f0a1001";
    public const string SecondCompany = "6f2b1c9e-0d5a-4c1e-9a56-5f0c8f0a1002";
    public const string AllScopes = "openid profile email offline_access accounting.banktransactions accounting.invoices accounting.payments accounting.manualjournals accounting.contacts accounting.attachments accounting.settings";
    private readonly SandboxServer _sandbox;

    private XeroApp(SandboxServer sandbox, JsonObject tokens, string tenantId)
    {
        _sandbox = sandbox;
        Tokens = tokens;
        TenantId = tenantId;
    }

    public JsonObject Tokens { get; set; }

    public string TenantId { get; set; }

    public string RefreshToken => Tokens["refresh_token"]!.GetValue<string>();

    public static string AuthorizePath(string scopes = AllScopes, string redirectUri = RedirectUri, string state = "s-1") =>
        $"/xero/identity/connect/authorize?response_type=code&client_id=sandbox-xero&redirect_uri={Uri.EscapeDataString(redirectUri)}&scope={Uri.EscapeDataString(scopes)}&state={state}";

    public static async Task<XeroApp> ConnectAsync(SandboxServer sandbox, string tenantId = FirstCompany, string scopes = AllScopes, string? user = null)
    {
        var callback = await sandbox.ConsentAsync(AuthorizePath(scopes), tenantId, user: user);
        var (status, tokens) = await TokenAsync(sandbox, new() { ["grant_type"] = "authorization_code", ["code"] = callback["code"], ["redirect_uri"] = RedirectUri });
        status.ShouldBe(HttpStatusCode.OK);
        return new XeroApp(sandbox, tokens, tenantId);
    }

    public static async Task<(HttpStatusCode Status, JsonObject Body)> TokenAsync(SandboxServer sandbox, Dictionary<string, string> form, string secret = "sandbox-secret-xero", string path = "/xero/connect/token")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"sandbox-xero:{secret}")));
        using var response = await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, text.Length == 0 ? [] : (JsonObject)JsonNode.Parse(text)!);
    }

    public Task<(HttpStatusCode Status, JsonObject Body)> RefreshAsync(string? token = null) => TokenAsync(_sandbox, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = token ?? RefreshToken });

    /// <param name="path">Below <c>api.xro/2.0/</c>, or absolute when it begins with a slash.</param>
    public async Task<XeroAnswer> SendAsync(HttpMethod method, string path, object? body = null, string? idempotencyKey = null, string? accept = "application/json", byte[]? bytes = null, string? ifModifiedSince = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : "/xero/api.xro/2.0/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens["access_token"]!.GetValue<string>());
        request.Headers.Add("Xero-Tenant-Id", TenantId);
        if (accept is not null) request.Headers.Add("Accept", accept);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (ifModifiedSince is not null) request.Headers.TryAddWithoutValidation("If-Modified-Since", ifModifiedSince);
        if (body is not null) request.Content = body is string json ? new StringContent(json, Encoding.UTF8, "application/json") : JsonContent.Create(body);
        if (bytes is not null)
        {
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        }

        using var response = await _sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var content = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var headers = response.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        return new XeroAnswer(response.StatusCode, content, response.Content.Headers.ContentType?.MediaType, headers);
    }

    public Task<XeroAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<XeroAnswer> CreateAsync(params object[] transactions) => SendAsync(HttpMethod.Put, "BankTransactions?summarizeErrors=false", new { BankTransactions = transactions });

    /// <summary>Creates with PUT; every element answers for itself.</summary>
    public Task<XeroAnswer> PutAsync(string plural, params object[] elements) => SendAsync(HttpMethod.Put, $"{plural}?summarizeErrors=false", new Dictionary<string, object> { [plural] = elements });

    /// <summary>Creates or updates with POST.</summary>
    public Task<XeroAnswer> PostAsync(string plural, params object[] elements) => SendAsync(HttpMethod.Post, $"{plural}?summarizeErrors=false", new Dictionary<string, object> { [plural] = elements });

    /// <summary>The invoice, bill or credit note as it is now.</summary>
    public async Task<JsonObject> ReadAsync(string plural, string id) => (await GetAsync($"{plural}/{id}"))[plural, 0];

    /// <summary>A valid approved sales invoice of 100.00 without tax: 120.00 with it.</summary>
    public static JsonObject Invoice(string number, decimal amount = 100m, string status = "AUTHORISED", string type = "ACCREC", string contact = "Harbour Cafe Ltd") => new()
    {
        ["Type"] = type,
        ["Contact"] = new JsonObject { ["Name"] = contact },
        ["Date"] = "2026-03-02",
        ["DueDate"] = "2026-04-01",
        ["InvoiceNumber"] = number,
        ["Status"] = status,
        ["LineItems"] = new JsonArray(new JsonObject { ["Description"] = "Consulting", ["Quantity"] = 1, ["UnitAmount"] = amount, ["AccountCode"] = type == "ACCREC" ? "200" : "412" }),
    };

    /// <summary>A valid approved credit note on <see cref="Invoice"/>'s customer.</summary>
    public static JsonObject CreditNote(string number, decimal amount = 50m, string status = "AUTHORISED", string type = "ACCRECCREDIT", string contact = "Harbour Cafe Ltd")
    {
        var note = Invoice(number, amount, status, type == "ACCRECCREDIT" ? "ACCREC" : "ACCPAY", contact);
        note["Type"] = type;
        note.Remove("InvoiceNumber");
        note["CreditNoteNumber"] = number;
        return note;
    }

    /// <summary>A valid payment from the bank account 090.</summary>
    public static JsonObject Payment(string invoiceId, decimal amount, string account = "090", string document = "Invoice") => new()
    {
        [document] = new JsonObject { [document + "ID"] = invoiceId },
        ["Account"] = new JsonObject { ["Code"] = account },
        ["Date"] = "2026-03-09",
        ["Amount"] = amount,
        ["Reference"] = "ol-pay-77",
    };

    /// <summary>A valid SPEND of 20.00 from the bank account 090.</summary>
    public static JsonObject Spend(string reference, decimal amount = 20m, string date = "2026-03-04", string account = "493", string bank = "090") => new()
    {
        ["Type"] = "SPEND",
        ["Contact"] = new JsonObject { ["Name"] = "Taxi Firm" },
        ["BankAccount"] = new JsonObject { ["Code"] = bank },
        ["Date"] = date,
        ["Reference"] = reference,
        ["LineItems"] = new JsonArray(new JsonObject { ["Description"] = "Taxi", ["Quantity"] = 1, ["UnitAmount"] = amount, ["AccountCode"] = account }),
    };
}

public sealed record XeroAnswer(HttpStatusCode Status, byte[] Content, string? MediaType, Dictionary<string, string> Headers)
{
    public string Text => Encoding.UTF8.GetString(Content);

    public JsonObject Json => (JsonObject)JsonNode.Parse(Content)!;

    public JsonObject this[string plural, int index] => (JsonObject)Json[plural]![index]!;

    public int Count(string plural) => Json[plural]!.AsArray().Count;

    /// <summary>All validation messages, wherever they stand.</summary>
    public IReadOnlyList<string> Messages => [.. Walk(Json)];

    /// <summary>The first element's warnings.</summary>
    public IReadOnlyList<string> Warnings(string plural) => [.. this[plural, 0]["Warnings"]?.AsArray().Select(warning => warning!["Message"]!.GetValue<string>()) ?? []];

    /// <summary>The first element with every id and every time of update put out of sight.</summary>
    public string Shape(string plural) => XeroShape.Of(this[plural, 0]);

    private static IEnumerable<string> Walk(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key == "ValidationErrors" ? member.Value!.AsArray().Select(error => error!["Message"]!.GetValue<string>()) : Walk(member.Value)),
        JsonArray items => items.SelectMany(Walk),
        _ => [],
    };
}

/// <summary>Literal JSON to compare with: ids read <c>guid</c>, times of update <c>now</c>.</summary>
public static partial class XeroShape
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(JsonNode node) => Updated().Replace(Guids().Replace(node.ToJsonString(Plain), "guid"), "${name}now\"");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Guids();

    [GeneratedRegex("(?<name>\"UpdatedDateUTC(String)?\":\")[^\"]*\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Updated();
}
