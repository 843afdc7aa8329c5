using OrleansLedger.Testing.Proxy;

namespace OrleansLedger.EndToEnd.Tests.Running;

/// <summary>Where each provider's calls go in the sandbox: what a fault has to name to hit just them.</summary>
/// <param name="WritePath">Of the call that books transactions; a POST everywhere.</param>
/// <param name="UploadPath">Of the call after which a file stands on its entry.</param>
/// <param name="UploadMethod">Its method.</param>
/// <param name="TokenPath">Of the refresh.</param>
internal sealed record ProviderCase(string Name, string DisplayName, string WritePath, string UploadPath, string UploadMethod, string TokenPath)
{
    private static readonly ProviderCase[] s_all =
    [
        new("xero", "Xero", "/BankTransactions$", "/Attachments/", "PUT", "/connect/token$"),
        new("quickbooks", "QuickBooks", "/batch$", "/upload$", "POST", "/tokens/bearer$"),
        new("fortnox", "Fortnox", "/3/vouchers$", "/3/voucherfileconnections$", "POST", "/oauth-v1/token$"),
    ];

    /// <summary>A rule that replaces the answers to calls that book transactions.</summary>
    public ReplacementRule ReplaceWrites(ReplacedAnswer answer, string text = "Payment") =>
        new(answer) { Method = "POST", Path = WritePath.TrimEnd('$') + @"(\?|$)", Body = text };

    public static ProviderCase Of(string name) => s_all.Single(provider => provider.Name == name);
}
