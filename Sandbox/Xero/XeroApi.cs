using System.Globalization;
using System.Text.Json;
using OrleansLedger.Sandbox.Core;
using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.Core.Quotas;
using OrleansLedger.Sandbox.Xero.Books;
using OrleansLedger.Sandbox.Xero.Books.Items;
using OrleansLedger.Sandbox.Xero.Books.ManualJournals;
using OrleansLedger.Sandbox.Xero.Books.Payments;
using OrleansLedger.Sandbox.Xero.Books.Trade;
using OrleansLedger.Sandbox.Xero.Identity;

namespace OrleansLedger.Sandbox.Xero;

/// <summary>api.xero.com/api.xro/2.0: what every call goes through, and the table of endpoints.</summary>
internal sealed class XeroApi(XeroProvider provider, XeroConnections connections, XeroAttachments attachments, XeroIdempotency idempotency, QuotaLedger quotas, SandboxClock clock)
{
    private const string TenantHeader = "Xero-Tenant-Id";
    private const int LargestBody = 30 * 1024 * 1024;
    private static readonly QuotaRule[] Rules =
    [
        new("concurrent", QuotaKind.Concurrent, 5, TimeSpan.Zero),
        new("minute", QuotaKind.FixedWindow, 60, TimeSpan.FromMinutes(1)),
        new("day", QuotaKind.FixedWindow, 5_000, TimeSpan.FromDays(1)),
        new("appminute", QuotaKind.FixedWindow, 10_000, TimeSpan.FromMinutes(1), PerApp: true),
    ];

    /// <summary>Real resources of Xero's that this simulator does not have.</summary>
    private static readonly HashSet<string> NotSimulated = new(StringComparer.OrdinalIgnoreCase)
    {
        "BankTransfers", "BatchPayments", "BrandingThemes", "Budgets", "ContactGroups", "Employees", "ExpenseClaims", "InvoiceReminders", "Journals",
        "LinkedTransactions", "Overpayments", "PaymentServices", "Prepayments", "PurchaseOrders", "Quotes", "Receipts", "RepeatingInvoices", "Reports",
        "Setup", "TrackingCategories", "Users",
    };

    public void Map(RouteGroupBuilder routes)
    {
        var api = routes.MapGroup("/api.xro/2.0");
        Add(api, "GET", "/Organisation", XeroSettings.Organisation);
        Add(api, "GET", "/Organisation/Actions", XeroSettings.Actions);
        Add(api, "GET", "/TaxRates", XeroTaxRates.List);
        Add(api, "PUT POST", "/TaxRates", XeroTaxRates.Write);
        Add(api, "GET", "/TaxRates/{id}", XeroTaxRates.Get);
        Add(api, "GET", "/Currencies", XeroSettings.Currencies);
        Add(api, "PUT", "/Currencies", XeroSettings.AddCurrency);
        Add(api, "GET", "/Accounts", XeroAccounts.List);
        Add(api, "PUT", "/Accounts", XeroAccounts.Create);
        Add(api, "GET", "/Accounts/{id}", XeroAccounts.Get);
        Add(api, "POST", "/Accounts/{id}", XeroAccounts.Update);
        Add(api, "DELETE", "/Accounts/{id}", XeroAccounts.Delete);
        Add(api, "GET", "/Contacts", XeroContacts.List);
        Add(api, "PUT POST", "/Contacts", XeroContacts.Write);
        Add(api, "GET", "/Contacts/{id}", XeroContacts.Get);
        Add(api, "POST", "/Contacts/{id}", XeroContacts.Update);
        Add(api, "GET", "/BankTransactions", XeroBankTransactions.List);
        Add(api, "PUT POST", "/BankTransactions", XeroBankTransactions.Write);
        Add(api, "GET", "/BankTransactions/{id}", XeroBankTransactions.Get);
        Add(api, "POST", "/BankTransactions/{id}", XeroBankTransactions.Update);
        AddTradeDocuments(api, XeroTradeKind.Invoice);
        Add(api, "POST", "/Invoices/{id}/Email", XeroInvoiceDelivery.Email);
        Add(api, "GET", "/Invoices/{id}/OnlineInvoice", XeroInvoiceDelivery.OnlineInvoice);
        AddTradeDocuments(api, XeroTradeKind.CreditNote);
        Add(api, "PUT", "/CreditNotes/{id}/Allocations", XeroAllocations.Create);
        Add(api, "DELETE", "/CreditNotes/{id}/Allocations/{allocation}", XeroAllocations.Delete);
        Add(api, "GET", "/Payments", XeroPayments.List);
        Add(api, "PUT POST", "/Payments", XeroPayments.Write);
        Add(api, "GET", "/Payments/{id}", XeroPayments.Get);
        Add(api, "POST", "/Payments/{id}", XeroPayments.Update);
        Add(api, "GET", "/Items", XeroItems.List);
        Add(api, "PUT POST", "/Items", XeroItems.Write);
        Add(api, "GET", "/Items/{id}", XeroItems.Get);
        Add(api, "POST", "/Items/{id}", XeroItems.Update);
        Add(api, "DELETE", "/Items/{id}", XeroItems.Delete);
        Add(api, "GET", "/ManualJournals", XeroManualJournals.List);
        Add(api, "PUT POST", "/ManualJournals", XeroManualJournals.Write);
        Add(api, "GET", "/ManualJournals/{id}", XeroManualJournals.Get);
        Add(api, "POST", "/ManualJournals/{id}", XeroManualJournals.Update);
        Add(api, "GET", "/{endpoint}/{id}/Attachments", attachments.List, "attachments");
        Add(api, "GET", "/{endpoint}/{id}/Attachments/{file}", attachments.Get, "attachments");
        Add(api, "PUT POST", "/{endpoint}/{id}/Attachments/{file}", attachments.Put, "attachments");
        Add(api, "GET", "/{endpoint}/{id}/History", XeroHistory.List);
        Add(api, "PUT", "/{endpoint}/{id}/History", XeroHistory.Add);
        Add(api, "GET PUT POST DELETE", "/{**rest}", Absent);
    }

    private void AddTradeDocuments(RouteGroupBuilder api, XeroTradeKind kind)
    {
        var documents = new XeroTradeDocuments(kind);
        Add(api, "GET", $"/{kind.Plural}", documents.List);
        Add(api, "PUT POST", $"/{kind.Plural}", documents.Write);
        Add(api, "GET", $"/{kind.Plural}/{{id}}", documents.Get);
        Add(api, "POST", $"/{kind.Plural}/{{id}}", documents.Update);
    }

    private static XeroReply Absent(XeroCall call) => NotSimulated.Contains(call.Route("rest").Split('/')[0])
        ? XeroErrors.Plain(StatusCodes.Status501NotImplemented, "This resource exists at Xero but not in the sandbox.")
        : XeroErrors.NotFound();

    private void Add(RouteGroupBuilder api, string methods, string pattern, Func<XeroCall, XeroReply> handle, string? area = null) =>
        api.MapMethods(pattern, methods.Split(' '), context => RunAsync(context, area, handle));

    private async Task RunAsync(HttpContext context, string? area, Func<XeroCall, XeroReply> handle)
    {
        context.Response.Headers["Xero-Correlation-Id"] = Guid.CreateVersion7().ToString();
        var reply = Authorize(context, area, out var grant, out var company) ?? Admit(context, grant!, company!);
        if (reply is null)
        {
            var body = await ReadAsync(context.Request);
            reply = body is null ? XeroErrors.Of(StatusCodes.Status413PayloadTooLarge, null) : Handle(context, grant!, company!, body, handle);
        }

        await WriteAsync(context, reply);
    }

    private XeroReply? Authorize(HttpContext context, string? area, out OAuthGrant? grant, out XeroCompany? company)
    {
        company = null;
        if (provider.Refuse(context, out grant) is { } refused) return refused;
        var tenant = context.Request.Headers[TenantHeader].ToString();
        company = connections.Opens(grant!, tenant) ? provider.Find(tenant) : null;
        if (company is null) return XeroErrors.Gateway(StatusCodes.Status403Forbidden, "Forbidden", "AuthenticationUnsuccessful");
        area ??= context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(3)?.ToLowerInvariant() ?? "";
        return XeroScopes.Allow(grant!.Scopes, area, isWrite: !HttpMethods.IsGet(context.Request.Method)) ? null : XeroErrors.Gateway(StatusCodes.Status401Unauthorized, "Unauthorized", "AuthorizationUnsuccessful");
    }

    private XeroReply? Admit(HttpContext context, OAuthGrant grant, XeroCompany company)
    {
        var decision = quotas.Arrive(context, provider.Name, grant.ClientId, company, Rules);
        var headers = context.Response.Headers;
        headers["X-MinLimit-Remaining"] = decision.Remaining["minute"].ToString(CultureInfo.InvariantCulture);
        headers["X-DayLimit-Remaining"] = decision.Remaining["day"].ToString(CultureInfo.InvariantCulture);
        headers["X-AppMinLimit-Remaining"] = decision.Remaining["appminute"].ToString(CultureInfo.InvariantCulture);
        return decision.RefusedBy is { } rule ? Throttled(context, rule.Name, decision.RetryAfter) : null;
    }

    /// <summary>A concurrency refusal has no Retry-After: wait for a slot.</summary>
    public static XeroReply Throttled(HttpContext context, string rule, TimeSpan? retryAfter)
    {
        context.Response.Headers["X-Rate-Limit-Problem"] = rule;
        if (retryAfter is { } wait) context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return XeroErrors.Gateway(StatusCodes.Status429TooManyRequests, "Rate limit exceeded", $"The {rule} limit has been exceeded.");
    }

    private XeroReply Handle(HttpContext context, OAuthGrant grant, XeroCompany company, byte[] body, Func<XeroCall, XeroReply> handle)
    {
        var request = context.Request;
        var isWrite = HttpMethods.IsPut(request.Method) || HttpMethods.IsPost(request.Method) || HttpMethods.IsPatch(request.Method);
        if (request.ContentType?.Contains("xml", StringComparison.OrdinalIgnoreCase) == true && isWrite && !request.Path.Value!.Contains("/Attachments/", StringComparison.OrdinalIgnoreCase))
            return XeroErrors.Plain(StatusCodes.Status415UnsupportedMediaType, "The sandbox takes JSON bodies only.");

        var key = request.Headers["Idempotency-Key"].ToString();
        if (!isWrite || key.Length == 0) return Run();
        if (key.Length > XeroIdempotency.LongestKey) return XeroErrors.Validation($"The Idempotency-Key exceeds the maximum length of {XeroIdempotency.LongestKey} characters.");
        return idempotency.Once(grant.ClientId, key, XeroIdempotency.Fingerprint(request, company.Id, body), Run);

        XeroReply Run()
        {
            var call = new XeroCall(company, grant.ClientId, grant.User, request, body, clock.GetUtcNow().UtcDateTime);
            try
            {
                lock (company.Gate) return handle(call);
            }
            catch (XeroRefusalException refused)
            {
                return refused.Reply;
            }
            finally
            {
                if (!HttpMethods.IsGet(request.Method)) provider.Changed(company);
                provider.Announce(company, call.Events, clock.GetUtcNow());
            }
        }
    }

    /// <returns>Null when the body is larger than Xero takes.</returns>
    private static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > LargestBody) return null;
        using var buffer = new MemoryStream((int)(request.ContentLength ?? 0));
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        return buffer.Length > LargestBody ? null : buffer.ToArray();
    }

    public static async Task WriteAsync(HttpContext context, XeroReply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        var bytes = reply.Bytes ?? [];
        if (reply.Json is not null)
        {
            // XML is what Xero speaks unless asked for JSON by name; */* does not ask.
            var wantsJson = reply.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests
                || context.Request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase);
            response.ContentType = wantsJson ? "application/json; charset=utf-8" : "text/xml; charset=utf-8";
            bytes = wantsJson ? JsonSerializer.SerializeToUtf8Bytes(reply.Json, SandboxJson.State) : XeroXml.Render(reply.Json);
        }
        else if (reply.ContentType is not null)
        {
            response.ContentType = reply.ContentType;
        }

        if (bytes.Length == 0 && reply.Status == StatusCodes.Status204NoContent) return;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
