using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

/// <summary>
/// The public libraries intuit-oauth and node-quickbooks, unmodified, drive the simulated QuickBooks Online (tests/clients/quickbooks).
/// They are installed with <c>npm ci</c> at the first use.
/// </summary>
public sealed class PublicClientTests
{
    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_public_client_libraries_connect_and_keep_the_books()
    {
        var folder = ClientFolder();
        if (!File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json"))) await RunAsync("npm", ["ci", "--no-audit", "--no-fund"], folder, InstallTime);
        await using var sandbox = await SandboxServer.StartAsync();
        // The libraries do not wait for quotas.
        await sandbox.ControlAsync(HttpMethod.Patch, $"companies/quickbooks/{QuickBooksSession.Us}", new { quotas = new { second = new { limit = 1000 } } });

        var seen = JsonNode.Parse(await RunAsync("node", ["drive.mjs", sandbox.Address.ToString().TrimEnd('/'), QuickBooksSession.Us], folder, RunTime))!;

        seen["callback"]!.ToJsonString().ShouldBe($$"""{"state":"state-1","realmId":"{{QuickBooksSession.Us}}"}""");
        seen["token"]!["type"]!.GetValue<string>().ShouldBe("bearer");
        seen["token"]!["expiresIn"]!.GetValue<int>().ShouldBe(3600);
        seen["token"]!["refreshExpiresIn"]!.GetValue<int>().ShouldBe(8_640_000);
        seen["token"]!["hardExpiresIn"]!.GetValue<int>().ShouldBeInRange(157_679_000, 157_680_000);
        seen["userInfo"]!.GetValue<string>().ShouldBe("alex@example.com");
        seen["companyName"]!.GetValue<string>().ShouldBe("Cedar & Stone Studio");
        seen["companyInfo"]!.GetValue<string>().ShouldBe("Cedar & Stone Studio");
        seen["homeCurrency"]!.GetValue<string>().ShouldBe("USD");
        seen["accounts"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe(["Checking", "EUR Bank Account", "GBP Bank Account", "Mastercard", "Savings", "Visa"]);
        seen["created"]!.ToJsonString().ShouldBe("""{"id":"1","total":20.5,"number":"js-1","syncToken":"0"}""");
        seen["repeatIsTheSame"]!.GetValue<bool>().ShouldBeTrue();
        seen["found"]!.ToJsonString().ShouldBe("""["1"]""");
        seen["count"]!.GetValue<int>().ShouldBe(1);
        seen["nothing"]!.ToJsonString().ShouldBe("{}");
        seen["updated"]!.ToJsonString().ShouldBe("""{"syncToken":"1","note":"changed","lines":1}""");
        seen["stale"]!["fault"]!.GetValue<string>().ShouldBe("5010");
        seen["duplicate"]!["fault"]!.GetValue<string>().ShouldBe("6140");
        seen["batch"]!.ToJsonString().ShouldBe("""{"1":"Purchase","2":"2500","3":"Deposit","4":"QueryResponse"}""");
        seen["attachable"]!.ToJsonString().ShouldBe("""{"name":"receipt.pdf","size":18,"to":{"type":"Purchase","value":"1"}}""");
        seen["content"]!.GetValue<string>().ShouldBe("%PDF-1.4 a receipt");
        seen["program"]!["fault"]!.GetValue<string>().ShouldBe("6041");
        seen["sales"]!.ToJsonString().ShouldBe("""{"item":"Service","paid":{"balance":0,"links":[true,true]},"credit":0,"payment":0,"journal":2}""");
        seen["voided"]!.ToJsonString().ShouldBe("""{"total":0,"note":"Voided","unapplied":200,"credit":100}""");
        seen["voidedPayment"]!.GetValue<string>().ShouldBe("Voided");
        seen["mailed"]!.GetValue<string>().ShouldBe("EmailSent");
        seen["pdf"]!.GetValue<string>().ShouldBe("%PDF-1.4");
        seen["overpaid"]!["fault"]!.GetValue<string>().ShouldBe("620");
        seen["changes"]!.ToJsonString().ShouldBe("[2,1]");
        seen["deleted"]!["fault"]!.GetValue<string>().ShouldBe("610");
        seen["refreshed"]!.ToJsonString().ShouldBe("""{"sameRefreshToken":true,"newAccessToken":true}""");
        seen["refreshedByTheOther"]!.GetValue<string>().ShouldBe("bearer");
        seen["afterRevoke"]!["status"]!.GetValue<int>().ShouldBe(401);
        seen["refreshAfterRevoke"]!["error"]!.GetValue<string>().ShouldBe("invalid_grant");
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

    private static string ClientFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "OrleansLedger.sln"))) return Path.Combine(folder.FullName, "tests", "clients", "quickbooks");
        throw new DirectoryNotFoundException($"No OrleansLedger.sln above {AppContext.BaseDirectory}.");
    }
}
