using System.Net;
using System.Text;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class AttachmentTests
{
    private static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.4 a receipt");

    [Fact]
    public async Task An_attachment_is_listed_and_comes_back_by_name_and_by_id()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var path = await DocumentAsync(app);

        var put = await app.SendAsync(HttpMethod.Put, $"{path}/Attachments/receipt.pdf", bytes: Pdf);

        put.Status.ShouldBe(HttpStatusCode.OK);
        var listed = await app.GetAsync($"{path}/Attachments");
        listed["Attachments", 0]["FileName"]!.GetValue<string>().ShouldBe("receipt.pdf");
        listed["Attachments", 0]["MimeType"]!.GetValue<string>().ShouldBe("application/pdf");
        listed["Attachments", 0]["ContentLength"]!.GetValue<int>().ShouldBe(Pdf.Length);
        (await app.GetAsync($"{path}/Attachments/receipt.pdf")).Content.ShouldBe(Pdf);
        (await app.GetAsync($"{path}/Attachments/{listed["Attachments", 0]["AttachmentID"]}")).Content.ShouldBe(Pdf);
        (await app.GetAsync(path))["BankTransactions", 0]["HasAttachments"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task The_same_name_replaces_the_file()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var path = await DocumentAsync(app);
        await app.SendAsync(HttpMethod.Put, $"{path}/Attachments/receipt.pdf", bytes: Pdf);

        await app.SendAsync(HttpMethod.Post, $"{path}/Attachments/receipt.pdf", bytes: [1, 2, 3]);

        (await app.GetAsync($"{path}/Attachments")).Count("Attachments").ShouldBe(1);
        (await app.GetAsync($"{path}/Attachments/receipt.pdf")).Content.ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData("receipt.exe", "The file couldn't be uploaded because it isn't a supported file type.")]
    [InlineData("receipt", "The file couldn't be uploaded because it isn't a supported file type.")]
    [InlineData("a%3Ab.pdf", "The file name contains characters that are not allowed.")]
    public async Task A_file_name_that_Xero_does_not_take_is_refused(string name, string message)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var path = await DocumentAsync(app);

        (await app.SendAsync(HttpMethod.Put, $"{path}/Attachments/{name}", bytes: Pdf)).Messages.ShouldBe([message]);
    }

    [Fact]
    public async Task An_eleventh_file_and_a_file_beyond_ten_megabytes_are_refused()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var path = await DocumentAsync(app);

        var tooLarge = await app.SendAsync(HttpMethod.Put, $"{path}/Attachments/large.pdf", bytes: new byte[10 * 1024 * 1024 + 1]);
        tooLarge.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        tooLarge.Json["Title"]!.GetValue<string>().ShouldBe("RequestEntityTooLarge");
        for (var number = 1; number <= 10; number++) (await app.SendAsync(HttpMethod.Put, $"{path}/Attachments/{number}.pdf", bytes: Pdf)).Status.ShouldBe(HttpStatusCode.OK);
        (await app.SendAsync(HttpMethod.Put, $"{path}/Attachments/11.pdf", bytes: Pdf)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_note_is_kept_in_the_history()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var path = await DocumentAsync(app);

        (await app.SendAsync(HttpMethod.Put, $"{path}/History", new { HistoryRecords = new[] { new { Details = "ol-doc-17" } } })).Status.ShouldBe(HttpStatusCode.OK);

        (await app.GetAsync($"{path}/History"))["HistoryRecords", 0]["Details"]!.GetValue<string>().ShouldBe("ol-doc-17");
    }

    private static async Task<string> DocumentAsync(XeroApp app) => $"BankTransactions/{(await app.CreateAsync(XeroApp.Spend("with file")))["BankTransactions", 0]["BankTransactionID"]}";
}
