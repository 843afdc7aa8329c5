using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

/// <summary>Files of invoices, in the API beside <c>/3</c>.</summary>
public sealed class AttachmentTests
{
    private const string Attachments = "../api/fileattachments/attachments-v1";

    [Fact]
    public async Task A_file_is_attached_by_its_archive_id_and_leaves_the_inbox()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync();
        var file = await session.UploadReceiptAsync("faktura.pdf");
        var archiveId = file["ArchiveFileId"]!.GetValue<string>();

        (await session.PostAsync(Attachments, new JsonArray(Attachment(file["Id"]!.GetValue<string>())))).Status.ShouldBe(HttpStatusCode.NotFound);
        var made = await session.PostAsync(Attachments, new JsonArray(Attachment(archiveId)));

        made.Status.ShouldBe(HttpStatusCode.Created, made.Text);
        var id = made.Json[0]!["id"]!.GetValue<string>();
        made.ShouldBeJson($$"""[{"id": "{{id}}", "entityId": 1, "entityType": "F", "fileId": "{{archiveId}}", "includeOnSend": true}]""");
        (await session.GetAsync($"{Attachments}?entityid=1&entitytype=F")).Text.ShouldBe(made.Text);
        (await session.GetAsync($"{Attachments}?entityid=2&entitytype=F")).ShouldBeJson("[]");
        (await session.GetAsync($"inbox/{file["Id"]}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await session.GetAsync($"archive/{archiveId}")).Text.ShouldBe("%PDF-1.4 kvitto");
        (await BooksFilesAsync(sandbox)).ShouldBe(["faktura.pdf"]);
        (await session.PutAsync($"{Attachments}/{id}", new JsonObject { ["includeOnSend"] = false })).Json["includeOnSend"]!.GetValue<bool>().ShouldBeFalse();
        (await session.DeleteAsync($"archive/{archiveId}")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "kopplad");
        (await session.DeleteAsync($"{Attachments}/{id}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await session.DeleteAsync($"{Attachments}/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await BooksFilesAsync(sandbox)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_belongs_to_one_invoice_or_one_voucher()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync();
        var voucher = await session.PostVoucherAsync();
        var ofInvoice = await session.UploadReceiptAsync();
        var ofVoucher = await session.UploadReceiptAsync();
        (await session.PostAsync(Attachments, new JsonArray(Attachment(ofInvoice["ArchiveFileId"]!.GetValue<string>())))).Status.ShouldBe(HttpStatusCode.Created);
        (await session.ConnectFileAsync(ofVoucher["Id"]!.GetValue<string>(), voucher)).Status.ShouldBe(HttpStatusCode.Created);

        (await session.PostAsync(Attachments, new JsonArray(Attachment(ofInvoice["ArchiveFileId"]!.GetValue<string>())))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan kopplad");
        (await session.PostAsync(Attachments, new JsonArray(Attachment(ofVoucher["ArchiveFileId"]!.GetValue<string>())))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan kopplad");
        (await session.ConnectFileAsync(ofInvoice["Id"]!.GetValue<string>(), voucher)).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan kopplad");
    }

    [Fact]
    public async Task Of_several_all_are_attached_or_none()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync();
        var good = (await session.UploadReceiptAsync())["ArchiveFileId"]!.GetValue<string>();

        (await session.PostAsync(Attachments, new JsonArray(Attachment(good), Attachment(good)))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan kopplad");
        (await session.PostAsync(Attachments, new JsonArray(Attachment(good), Attachment(good, entity: 2)))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await session.PostAsync(Attachments, new JsonArray(Attachment(good, type: "O")))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await session.PostAsync(Attachments, new JsonArray(Attachment(good, type: "X")))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588);
        (await session.PostAsync(Attachments, Attachment(good))).ShouldBeRefused(HttpStatusCode.BadRequest, 2001392);
        var misspelt = Attachment(good);
        misspelt["FileId"] = good;
        (await session.PostAsync(Attachments, new JsonArray(misspelt))).ShouldBeRefused(HttpStatusCode.BadRequest, 2001399, "FileId");

        (await session.GetAsync(Attachments)).ShouldBeJson("[]");
        (await session.GetAsync("../api/something")).ShouldBeRefused(HttpStatusCode.NotFound, 2000762);
    }

    private static JsonObject Attachment(string fileId, int entity = 1, string type = "F") => new() { ["entityId"] = entity, ["entityType"] = type, ["fileId"] = fileId, ["includeOnSend"] = true };

    private static async Task<IReadOnlyList<string>> BooksFilesAsync(SandboxServer sandbox) =>
        [.. (await sandbox.ControlAsync(HttpMethod.Get, $"companies/fortnox/{FortnoxSession.Norrsken}/books"))["invoices"]![0]!["files"]!.AsArray().Select(file => file!["name"]!.GetValue<string>())];
}
