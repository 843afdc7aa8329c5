using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

/// <summary>
/// Public libraries that know nothing of this sandbox talk to it: simple-oauth2, axios, form-data and ws from npm, put together in tests/clients/fortnox.
/// They are installed with <c>npm ci</c> at the first use.
/// </summary>
public sealed class PublicClientTests
{
    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RunTime = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task An_integration_built_on_public_libraries_connects_posts_a_voucher_with_its_receipt_and_sells_on_invoice()
    {
        var folder = ClientFolder();
        if (!IsInstalled(folder)) await RunAsync("npm", ["ci", "--no-audit", "--no-fund"], folder, InstallTime);
        await using var sandbox = await SandboxServer.StartAsync();

        var seen = JsonNode.Parse(await RunAsync("node", ["drive.mjs", sandbox.Address.ToString().TrimEnd('/'), FortnoxSession.Norrsken, "4"], folder, RunTime))!;

        seen["expiresIn"]!.GetValue<int>().ShouldBe(3600);
        seen["rotated"]!.GetValue<bool>().ShouldBeTrue();
        seen["oldRefresh"]!.GetValue<string>().ShouldBe("invalid_grant");
        seen["serviceHasRefreshToken"]!.GetValue<bool>().ShouldBeFalse();
        seen["accounts"]!.GetValue<int>().ShouldBeGreaterThan(100);
        seen["bank"]!.GetValue<string>().ShouldBe("Företagskonto/checkkonto/affärskonto");
        seen["voucher"]!["VoucherNumber"]!.GetValue<int>().ShouldBe(1);
        seen["voucher"]!["Description"]!.GetValue<string>().ShouldBe("Tågbiljett Umeå–Stockholm");
        seen["file"]!["Path"]!.GetValue<string>().ShouldBe("inbox_v");
        seen["connection"]!["VoucherYear"]!.GetValue<int>().ShouldBe(4);
        seen["listed"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe(seen["file"]!["Id"]!.GetValue<string>());
        seen["receiptIsWhole"]!.GetValue<bool>().ShouldBeTrue();
        seen["unbalanced"]!["status"]!.GetValue<int>().ShouldBe(400);
        seen["unbalanced"]!["message"]!.GetValue<string>().ShouldContain("balanserar inte");
        seen["afterRevoke"]!.GetValue<string>().ShouldBe("invalid_grant");
        JsonNode.DeepEquals(seen["sales"], JsonNode.Parse("""
            {"subscription": "ok", "customer": "1",
             "invoice": {"Total": 1001, "Balance": 501, "Booked": true, "VoucherSeries": "B"},
             "credit": {"Credit": "true", "CreditInvoiceReference": "1", "Total": -1001, "Booked": false},
             "found": ["1"], "attached": true,
             "events": ["invoice-created-v1 1", "invoice-bookkeep-v1 1", "invoicepayment-bookkeep-v1 1", "invoice-created-v1 2", "invoice-updated-v1 1"]}
            """)).ShouldBeTrue(seen["sales"]!.ToJsonString());
        var books = await sandbox.ControlAsync(HttpMethod.Get, $"companies/fortnox/{FortnoxSession.Norrsken}/books");
        var voucher = books["vouchers"]!.AsArray().Where(posted => posted!["series"]!.GetValue<string>() == "A").ShouldHaveSingleItem()!;
        voucher["rows"]!.AsArray().Select(row => row!["debit"]!.GetValue<decimal>() - row["credit"]!.GetValue<decimal>()).ShouldBe([849.06m, 50.94m, -900m]);
        voucher["files"]!.AsArray().ShouldHaveSingleItem()!["name"]!.GetValue<string>().ShouldBe("biljett.pdf");
    }

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, string folder, TimeSpan limit)
    {
        // npm is a script on Windows, which only the shell can start.
        var start = OperatingSystem.IsWindows() && program == "npm" ? new ProcessStartInfo("cmd.exe", ["/c", "npm", .. arguments]) : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = folder;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            var (text, complaint) = (await output, await errors);
            process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)} in {folder}: {text}{complaint}");
            return text;
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} in {folder} did not end within {limit}.", late);
        }
    }

    /// <summary>npm leaves its own lock file beside what it installed; one older than ours is of other packages.</summary>
    private static bool IsInstalled(string folder)
    {
        var installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        return File.Exists(installed) && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json"));
    }

    private static string ClientFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "OrleansLedger.sln"))) return Path.Combine(folder.FullName, "tests", "clients", "fortnox");
        throw new DirectoryNotFoundException($"No OrleansLedger.sln above {AppContext.BaseDirectory}.");
    }
}
