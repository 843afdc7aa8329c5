using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.Calls;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.Core.Faults;
using OrleansLedger.Sandbox.Core.Quotas;

namespace OrleansLedger.Sandbox.Core.Control;

/// <summary><c>/_sandbox</c>: every simulated company with its quota use, one company's books, the faults, the last calls. Plain HTML and forms, no script.</summary>
internal sealed class ControlPage(ProviderCatalog catalog, FaultBook faults, CallLog calls, StatisticsReader statistics, SandboxClock clock)
{
    private const int ShownRows = 200;
    private const int ShownCalls = 40;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_sandbox", (ControlPage page, string? provider, string? company) => Html(page.Render(provider, company, problem: null)));
        routes.MapPost("/_sandbox/faults", async (HttpContext context, ControlPage page) => await page.AddFaultAsync(context)).DisableAntiforgery();
        routes.MapPost("/_sandbox/faults/{id}/remove", (string id, FaultBook faults) =>
        {
            faults.Remove(id);
            return Results.Redirect("/_sandbox#faults");
        }).DisableAntiforgery();
    }

    private async Task<IResult> AddFaultAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        string? Text(string name) => form[name].ToString() is { Length: > 0 } text ? text : null;
        int? Whole(string name) => int.TryParse(form[name], CultureInfo.InvariantCulture, out var number) ? number : null;
        try
        {
            faults.Add(new FaultSpecification(
                Enum.TryParse<FaultKind>(form["kind"], out var kind) ? kind : throw new ControlRequestException("Choose a kind of fault."),
                Text("provider"), Text("company"), Text("path"), Text("method"), Whole("count"),
                double.TryParse(form["probability"], CultureInfo.InvariantCulture, out var probability) ? probability : null,
                Seed: null, Whole("delayMs"), Whole("status"), Message: null, RetryAfterSeconds: null, Rule: null));
            return Results.Redirect("/_sandbox#faults");
        }
        catch (ControlRequestException refused)
        {
            return Html(Render(null, null, refused.Message), StatusCodes.Status400BadRequest);
        }
    }

    private string Render(string? providerName, string? companyId, string? problem)
    {
        var html = new StringBuilder();
        var shown = catalog.Find(providerName) is { } provider && companyId is not null && provider.Find(companyId) is { } found ? (Provider: provider, Company: found) : ((ISimulatedProvider Provider, SimulatedCompany Company)?)null;
        html.Append($"""<header><h1>Sandbox</h1><p>Simulated accounting systems. Its clock says <b>{clock.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC</b>{(clock.Offset > TimeSpan.Zero ? $", {Span(clock.Offset)} ahead" : "")}.</p></header>""");
        html.Append("<section><h2>Companies</h2>");
        foreach (var known in catalog.All) Companies(html, known, shown?.Company);
        html.Append("</section>");
        if (shown is { } one) Books(html, one.Provider, one.Company);
        Faults(html, problem);
        Calls(html);
        return html.ToString();
    }

    private void Companies(StringBuilder html, ISimulatedProvider provider, SimulatedCompany? shown)
    {
        html.Append($"<h3>{Esc(provider.DisplayName)}</h3><div class=\"cards\">");
        foreach (var company in provider.Companies)
        {
            var report = statistics.Of(provider, company);
            html.Append($"""
                <a class="card{(company == shown ? " current" : "")}" href="/_sandbox?provider={Url(provider.Name)}&amp;company={Url(company.Id)}#books">
                  <b>{Esc(company.Name)}</b><small>{Esc(company.Country)} · {Esc(company.BaseCurrency)} · {Esc(company.Id)}</small>
                  <small>{report.TotalCalls} calls · {report.Refused429} refused with 429 · {report.Refreshes} refreshes</small>
                """);
            foreach (var quota in report.Quotas) Quota(html, quota);
            html.Append("</a>");
        }

        html.Append("</div>");
    }

    private static void Quota(StringBuilder html, QuotaStatistics quota)
    {
        if (quota.Current is not { } window)
        {
            html.Append($"<span class=\"quota\"><span>{Esc(quota.Name)}</span><span>{quota.InProgress} now, {quota.Peak} at most</span></span>");
            return;
        }

        var share = Math.Clamp(100.0 * window.Used / Math.Max(1, window.Limit), 0, 100);
        html.Append($"""
            <span class="quota"><span>{Esc(quota.Name)}</span><span>{window.Used} of {window.Limit} in {Span(TimeSpan.FromSeconds(window.Seconds))}</span></span>
            <span class="bar"><span style="width:{share.ToString("0.#", CultureInfo.InvariantCulture)}%"></span></span>
            """);
    }

    private static void Books(StringBuilder html, ISimulatedProvider provider, SimulatedCompany company)
    {
        html.Append($"<section id=\"books\"><h2>{Esc(company.Name)}</h2><p class=\"soft\">{Esc(provider.DisplayName)} {Esc(company.Id)}</p>");
        var books = provider.Books(company);
        foreach (var (name, value) in books.OrderBy(member => !IsDocuments(member.Key)))
        {
            if (value is not JsonArray rows || rows.Count == 0 || rows[0] is not JsonObject) continue;
            html.Append($"<details{(IsDocuments(name) ? " open" : "")}><summary>{Esc(BooksTable.Words(name))} <span class=\"soft\">{rows.Count}</span></summary>");
            BooksTable.Append(html, [.. rows.OfType<JsonObject>().Reverse().Take(ShownRows)], company.BaseCurrency);
            if (rows.Count > ShownRows) html.Append($"<p class=\"soft\">The last {ShownRows} are shown.</p>");
            html.Append("</details>");
        }

        if (!books.Any(member => IsDocuments(member.Key) && member.Value is JsonArray { Count: > 0 })) html.Append("<p class=\"soft\">No documents yet.</p>");
        html.Append("</section>");
    }

    /// <summary>The lists that are shown open and first. Fortnox has vouchers.</summary>
    private static bool IsDocuments(string name) => name is "documents" or "vouchers";

    private void Faults(StringBuilder html, string? problem)
    {
        html.Append("<section id=\"faults\"><h2>Faults</h2>");
        if (problem is not null) html.Append($"<p class=\"problem\" role=\"alert\">{Esc(problem)}</p>");
        html.Append($"""
            <form method="post" action="/_sandbox/faults" class="fault">
              <label>Kind <select name="kind">{Options(Enum.GetNames<FaultKind>())}</select></label>
              <label>Provider <select name="provider"><option value="">any</option>{Options(catalog.All.Select(provider => provider.Name))}</select></label>
              <label>Company id <input name="company" placeholder="any"></label>
              <label>Path contains <input name="path" placeholder="regular expression"></label>
              <label>Method <select name="method"><option value="">any</option>{Options(["GET", "POST", "PUT", "DELETE"])}</select></label>
              <label>Times <input name="count" type="number" min="1" placeholder="no end"></label>
              <label>Probability <input name="probability" type="number" min="0" max="1" step="0.01" placeholder="1"></label>
              <label>Status <input name="status" type="number" min="100" max="599" placeholder="500"></label>
              <label>Delay, ms <input name="delayMs" type="number" min="0" placeholder="1000"></label>
              <button>Add fault</button>
            </form>
            """);
        if (faults.All.Count == 0) html.Append("<p class=\"soft\">No faults.</p>");
        else html.Append("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Fault</th><th scope=\"col\">Strikes</th><th scope=\"col\" class=\"number\">Hits</th><th scope=\"col\"></th></tr></thead><tbody>");
        foreach (var fault in faults.All)
        {
            var specification = fault.Specification;
            var filters = new[] { specification.Provider, specification.Company, specification.Method, specification.Path, specification.Status?.ToString(CultureInfo.InvariantCulture), specification.DelayMs is { } delay ? $"{delay} ms" : null, specification.Probability is { } probability ? $"p = {probability}" : null };
            html.Append($"""
                <tr><td>{fault.Id} <b>{specification.Kind}</b>{(fault.IsUsedUp ? " <span class=\"soft\">used up</span>" : "")}</td><td>{Esc(string.Join(" · ", filters.Where(filter => filter is not null)))}</td>
                <td class="number">{fault.Hits.Count}{(specification.Count is { } count ? $" of {count}" : "")}</td>
                <td><form method="post" action="/_sandbox/faults/{fault.Id}/remove"><button class="quiet">Remove</button></form></td></tr>
                """);
        }

        if (faults.All.Count > 0) html.Append("</tbody></table></div>");
        html.Append("</section>");
    }

    private void Calls(StringBuilder html)
    {
        html.Append("<section id=\"calls\"><h2>Last calls</h2>");
        var last = calls.Last(ShownCalls);
        if (last.Count == 0)
        {
            html.Append("<p class=\"soft\">No calls yet.</p></section>");
            return;
        }

        html.Append("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Time</th><th scope=\"col\">Provider</th><th scope=\"col\">Call</th><th scope=\"col\">Status</th><th scope=\"col\" class=\"number\">ms</th><th scope=\"col\">Fault</th></tr></thead><tbody>");
        foreach (var call in last)
        {
            html.Append($"""
                <tr><td>{call.At:HH:mm:ss.fff}</td><td>{Esc(call.Provider)}</td><td><code>{Esc(call.Method)} {Esc(call.Path)}</code></td>
                <td class="{(call.Status is 0 or >= 400 ? "bad" : "")}">{(call.Status == 0 ? "cut off" : call.Status.ToString(CultureInfo.InvariantCulture))}</td><td class="number">{call.Milliseconds:0.0}</td><td>{Esc(call.Fault)}</td></tr>
                """);
        }

        html.Append("</tbody></table></div></section>");
    }

    private static string Options(IEnumerable<string> values) => string.Concat(values.Select(value => $"<option>{Esc(value)}</option>"));

    private static string Span(TimeSpan span) => span.TotalDays >= 1 ? $"{span.TotalDays:0.#} d" : span.TotalHours >= 1 ? $"{span.TotalHours:0.#} h" : $"{span.TotalSeconds:0.#} s";

    private static string Esc(string? text) => WebUtility.HtmlEncode(text ?? "");

    private static string Url(string text) => Uri.EscapeDataString(text);

    private static IResult Html(string body, int status = StatusCodes.Status200OK) => Results.Content($$"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sandbox</title>
        <style>
          :root { color-scheme: light dark; --page: #f3f4f6; --card: #fff; --text: #16181d; --soft: #5b6270; --line: #d9dde3; --main: #1f5fbf; --on-main: #fff; --bad: #a3221b }
          @media (prefers-color-scheme: dark) { :root { --page: #101217; --card: #191c23; --text: #eceef2; --soft: #a2a9b6; --line: #333a46; --main: #7fb0ff; --on-main: #0b1a33; --bad: #ff9a92 } }
          * { box-sizing: border-box } body { margin: 0 auto; max-width: 1280px; padding: 24px; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums }
          h1 { margin: 0; font-size: 26px } header p { margin: 4px 0 0; color: var(--soft) } h2 { margin: 32px 0 8px; font-size: 20px } h3 { margin: 16px 0 8px; font-size: 15px; color: var(--soft); font-weight: 600 }
          .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); gap: 12px } .card { display: block; padding: 14px 16px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; color: inherit; text-decoration: none }
          .card:hover, .current { border-color: var(--main) } small { display: block; color: var(--soft); font-size: 13px; overflow-wrap: anywhere } .soft { color: var(--soft); font-weight: 400 }
          .quota { display: flex; justify-content: space-between; margin-top: 8px; font-size: 13px } .bar { display: block; height: 5px; border-radius: 3px; background: var(--line); overflow: hidden } .bar span { display: block; height: 100%; background: var(--main) }
          details { margin: 8px 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px } summary { padding: 10px 16px; cursor: pointer; font-weight: 600 } .scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px } details .scroll { border: 0; border-top: 1px solid var(--line); border-radius: 0 0 10px 10px }
          table { width: 100%; border-collapse: collapse; font-size: 13px } th, td { padding: 7px 12px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line) } th { color: var(--soft); font-weight: 600; white-space: nowrap } tr:last-child td { border-bottom: 0 } td { overflow-wrap: break-word } .short { white-space: nowrap } .number { text-align: right; white-space: nowrap }
          .documents { table-layout: fixed } th.date { width: 108px } th.document, th.contact { width: 22% } .documents th.number { width: 150px }
          .documents td { overflow-wrap: anywhere } .documents .number { font-weight: 600 } .documents details { margin: 4px 0 0; border: 0 } .documents summary { padding: 0; color: var(--soft); font-weight: 400; font-size: 12px } pre { margin: 6px 0 0; max-height: 320px; overflow: auto; font-size: 12px; white-space: pre-wrap }
          @media (max-width: 640px) {
            body { padding: 16px 12px } .documents, .documents tbody { display: block } .documents thead { display: none }
            .documents tr { display: grid; grid-template-columns: 1fr auto; column-gap: 12px; padding: 10px 12px; border-bottom: 1px solid var(--line) } .documents td { padding: 0; border: 0 }
            .documents .number { grid-area: 1 / 2 } .documents .document, .documents .contact, .documents .text { grid-column: 1 / -1 } .documents td:empty { display: none }
          }
          .fault { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 12px; align-items: end; padding: 16px; margin-bottom: 12px; background: var(--card); border: 1px solid var(--line); border-radius: 10px } label { font-size: 13px; color: var(--soft) }
          input, select { display: block; width: 100%; height: 36px; margin-top: 3px; padding: 0 10px; font: inherit; font-size: 14px; color: var(--text); background: var(--page); border: 1px solid var(--line); border-radius: 7px }
          button { height: 36px; padding: 0 14px; font: inherit; font-weight: 600; color: var(--on-main); background: var(--main); border: 1px solid var(--main); border-radius: 7px; cursor: pointer } .quiet { height: 28px; font-size: 13px; color: var(--text); background: transparent; border-color: var(--line) }
          .bad, .problem { color: var(--bad); font-weight: 600 } code { font-size: 12.5px } :focus-visible { outline: 3px solid var(--main); outline-offset: 2px }
        </style></head><body>{{body}}</body></html>
        """, "text/html; charset=utf-8", Encoding.UTF8, status);
}
