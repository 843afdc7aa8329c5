using System.Globalization;
using System.Text;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Architecture.Tests.Docs;

/// <summary>docs/providers.md, written from what the providers' types implement and their manifests state.</summary>
internal static class ProviderMatrix
{
    private static readonly (Type Port, string Says)[] s_ports =
    [
        (typeof(IReadsAccounts), "reads the chart of accounts"),
        (typeof(IReadsTaxCodes), "reads tax codes"),
        (typeof(IKeepsContacts), "finds and creates contacts"),
        (typeof(IWritesTransactions), "writes bank transactions"),
        (typeof(IReadsTransactions), "finds bank transactions"),
        (typeof(IWritesAttachments), "attaches files"),
        (typeof(IDeletesAttachments), "deletes attached files"),
    ];

    /// <summary>Every port of the contract that says what a provider can do.</summary>
    public static IEnumerable<Type> Ports => s_ports.Select(port => port.Port);

    public static string Write(IReadOnlyCollection<IProvider> providers)
    {
        var systems = providers.OrderBy(provider => provider.Manifest.DisplayName, StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        text.Append("# What each accounting system can do here\n\n");
        text.Append("Written from the types by a test; `UPDATE_DOCS=1 dotnet test tests/Architecture` writes it anew. ");
        text.Append("What maps to what is in `Providers/<system>/MAPPING.md`.\n\n");
        Table(text, "Capabilities", systems, s_ports.Select(port => (port.Says, (Func<IProvider, string>)(p => port.Port.IsInstanceOfType(p) ? "yes" : "no"))));
        Table(
            text,
            "Writing transactions",
            systems,
            [
                ("transactions in a call", p => p is IWritesTransactions w ? Number(w.TransactionBatchSize) : "-"),
                ("write calls at once", p => p is IWritesTransactions w ? Number(w.TransactionWritesInFlight) : "-"),
                ("a changed transaction", p => p is IWritesTransactions w ? w.EntriesAreImmutable ? "is reversed and entered anew" : "is changed in place" : "-"),
                ("a contact", p => p is IKeepsContacts k ? k.ContactsAreRequired ? "is needed" : "may be missing" : "is not kept"),
                ("an idempotency key is remembered for", p => p.Manifest.ReplayWindow is { } window ? Span(window) : "(there is none: entries are looked up)"),
            ]);
        Table(
            text,
            "Quotas",
            systems,
            [
                ("per connection", p => Windows(p.Manifest.Windows)),
                ("kept for people who wait", p => string.Join("<br>", p.Manifest.Windows.Where(w => w.Reserve > 0).Select(w => $"{Number(w.Reserve)} of {w.Name}"))),
                ("per app", p => p.Manifest.AppWindows.Count == 0 ? "-" : Windows(p.Manifest.AppWindows)),
                ("calls at once", p => Number(p.Manifest.MaxConcurrentCalls)),
                ("a call is given up after", p => Span(p.Manifest.CallTimeout)),
            ]);
        Table(
            text,
            "Consent",
            systems,
            [
                ("PKCE", p => p.Authorization.UsesPkce ? "yes" : "no"),
                ("the refresh token before a rotation serves for", p => p.Manifest.RefreshGrace is { } grace ? Span(grace) : "(it dies at once)"),
                ("tokens of an idle connection are renewed after", p => Span(p.Manifest.RefreshIdleAfter)),
            ]);
        Table(
            text,
            "Attachments",
            systems,
            [
                ("largest file", p => p is IWritesAttachments w ? $"{Number((int)(w.AttachmentRules.MaxBytes / 1_000_000))} MB ({Number((int)w.AttachmentRules.MaxBytes)} bytes)" : "-"),
                ("files per transaction", p => p is not IWritesAttachments w ? "-" : w.AttachmentRules.MaxPerDocument is { } most ? Number(most) : "no limit known"),
                ("file types", p => p is IWritesAttachments w ? string.Join(", ", w.AttachmentRules.Extensions.Order(StringComparer.Ordinal)) : "-"),
                ("uploads at once", p => p is IWritesAttachments w ? Number(w.AttachmentWritesInFlight) : "-"),
            ]);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Table(StringBuilder text, string title, List<IProvider> systems, IEnumerable<(string Says, Func<IProvider, string> Of)> rows)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n| | {string.Join(" | ", systems.Select(p => p.Manifest.DisplayName))} |\n|---|{string.Concat(systems.Select(_ => "---|"))}\n");
        foreach (var (says, of) in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {says} | {string.Join(" | ", systems.Select(of))} |\n");
        }

        text.Append('\n');
    }

    private static string Windows(IReadOnlyList<QuotaWindow> windows) =>
        string.Join("<br>", windows.Select(w => $"{Number(w.Limit)} in {Span(w.Length)}{(w.QuotaClass is null ? "" : $" ({w.QuotaClass} calls)")}"));

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => Counted(span.TotalDays, "day"),
        { TotalHours: >= 1 } => Counted(span.TotalHours, "hour"),
        { TotalMinutes: >= 1 } when span.Seconds == 0 => Counted(span.TotalMinutes, "minute"),
        _ => Counted(span.TotalSeconds, "second"),
    };

    private static string Counted(double number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number:0.##} {unit}{(number == 1 ? "" : "s")}");
}
