using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

/// <summary>Inbox, archive and the connection of files to vouchers.</summary>
public sealed class ReceiptTests
{
    [Fact]
    public async Task An_uploaded_file_lies_in_its_folder_of_the_inbox_and_can_be_read_and_deleted()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var file = await session.UploadReceiptAsync("kvitto å.pdf", "%PDF-1.4 abc");

        var id = file["Id"]!.GetValue<string>();
        file["Name"]!.GetValue<string>().ShouldBe("kvitto å.pdf");
        file["Path"]!.GetValue<string>().ShouldBe("inbox_v");
        file["Size"]!.GetValue<string>().ShouldBe("12");
        file["ArchiveFileId"]!.GetValue<string>().ShouldNotBe(id);
        (await session.GetAsync("inbox")).Json["Folder"]!["Folders"]!.AsArray().Select(folder => folder!["Id"]!.GetValue<string>()).ShouldContain("inbox_v");
        (await InboxAsync(session)).ShouldBe([id]);
        var read = await session.GetAsync($"inbox/{id}");
        read.Text.ShouldBe("%PDF-1.4 abc");
        read.ContentType.ShouldBe("application/pdf");

        (await session.DeleteAsync($"inbox/{id}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await InboxAsync(session)).ShouldBeEmpty();
        (await session.DeleteAsync($"inbox/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_file_needs_a_folder_that_exists_an_extension_and_content()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        (await session.UploadAsync("inbox?path=inbox_x", "a.pdf", [1])).Status.ShouldBe(HttpStatusCode.NotFound);
        (await session.UploadAsync("inbox?path=inbox_v", "kvitto", [1])).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "filändelse");
        (await session.UploadAsync("inbox?path=inbox_v", "a.pdf", [])).ShouldBeRefused(HttpStatusCode.BadRequest, 2001392);
        (await session.UploadAsync("inbox?path=inbox_v", "\U0001F370.pdf", [1])).ShouldBeRefused(HttpStatusCode.BadRequest, 2000359);
    }

    [Fact]
    public async Task A_connected_file_leaves_the_inbox_for_the_archive()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        var number = await session.PostVoucherAsync();
        var file = await session.UploadReceiptAsync(content: "%PDF-1.4 xyz");
        var id = file["Id"]!.GetValue<string>();

        var connected = await session.ConnectFileAsync(id, number);

        connected.Status.ShouldBe(HttpStatusCode.Created, connected.Text);
        var connection = connected.Json["VoucherFileConnection"]!;
        connection["VoucherYear"]!.GetValue<int>().ShouldBe(4);
        connection["VoucherNumber"]!.GetValue<string>().ShouldBe("1");
        connection["VoucherDescription"]!.GetValue<string>().ShouldBe("Kaffebryggare");
        (await InboxAsync(session)).ShouldBeEmpty();
        (await session.GetAsync($"inbox/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await session.GetAsync($"archive/{id}")).Text.ShouldBe("%PDF-1.4 xyz");
        (await session.GetAsync($"archive/{file["ArchiveFileId"]}")).Text.ShouldBe("%PDF-1.4 xyz");
    }

    [Fact]
    public async Task A_file_is_connected_once()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        var first = await session.PostVoucherAsync();
        var second = await session.PostVoucherAsync();
        var id = (await session.UploadReceiptAsync())["Id"]!.GetValue<string>();
        (await session.ConnectFileAsync(id, first)).Status.ShouldBe(HttpStatusCode.Created);

        (await session.ConnectFileAsync(id, first)).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan kopplad");
        (await session.ConnectFileAsync(id, second)).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan kopplad");
    }

    [Fact]
    public async Task The_archive_id_does_not_connect()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        var number = await session.PostVoucherAsync();
        var file = await session.UploadReceiptAsync();

        (await session.ConnectFileAsync(file["ArchiveFileId"]!.GetValue<string>(), number)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Without_financialyear_the_receipt_goes_to_the_voucher_of_the_selected_year()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox, FortnoxSession.Vastkusten);
        await session.PostVoucherAsync("2025-05-05", year: 11, description: "i fjol");
        await session.PostVoucherAsync("2026-05-05", year: 12, description: "i år");
        var trapped = (await session.UploadReceiptAsync())["Id"]!.GetValue<string>();
        var right = (await session.UploadReceiptAsync())["Id"]!.GetValue<string>();

        (await session.ConnectFileAsync(trapped, 1, year: null)).Json["VoucherFileConnection"]!["VoucherDescription"]!.GetValue<string>().ShouldBe("i fjol");
        (await session.ConnectFileAsync(right, 1, year: 12)).Json["VoucherFileConnection"]!["VoucherDescription"]!.GetValue<string>().ShouldBe("i år");
    }

    [Fact]
    public async Task VoucherYear_cannot_be_sent_in_the_body()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.PostVoucherAsync();
        var id = (await session.UploadReceiptAsync())["Id"]!.GetValue<string>();

        var refused = await session.PostAsync("voucherfileconnections?financialyear=4", new JsonObject
        {
            ["VoucherFileConnection"] = new JsonObject { ["FileId"] = id, ["VoucherSeries"] = "A", ["VoucherNumber"] = 1, ["VoucherYear"] = 4 },
        });

        refused.ShouldBeRefused(HttpStatusCode.BadRequest, 2001399, "VoucherYear");
    }

    [Fact]
    public async Task Connections_are_listed_by_voucher_and_can_be_taken_back()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.PostVoucherAsync(description: "Taxi");
        await session.PostVoucherAsync(description: "Hotell");
        var taxi = (await session.UploadReceiptAsync())["Id"]!.GetValue<string>();
        var hotel = (await session.UploadReceiptAsync())["Id"]!.GetValue<string>();
        await session.ConnectFileAsync(taxi, 1);
        await session.ConnectFileAsync(hotel, 2);

        (await FilesOfAsync(session, "voucherfileconnections?voucherseries=A&vouchernumber=2&voucheryear=4")).ShouldBe([hotel]);
        (await FilesOfAsync(session, "voucherfileconnections?voucherdescription=tax")).ShouldBe([taxi]);
        (await FilesOfAsync(session, "voucherfileconnections?financialyear=3")).ShouldBeEmpty();
        (await session.GetAsync($"voucherfileconnections/{taxi}")).Json["VoucherFileConnection"]!["VoucherNumber"]!.GetValue<string>().ShouldBe("1");

        (await session.DeleteAsync($"archive/{taxi}")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "kopplad");
        (await session.DeleteAsync($"voucherfileconnections/{taxi}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await session.GetAsync($"voucherfileconnections/{taxi}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await session.DeleteAsync($"archive/{taxi}")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_voucher_or_file_that_is_not_there_cannot_be_connected()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.PostVoucherAsync();
        var id = (await session.UploadReceiptAsync())["Id"]!.GetValue<string>();

        (await session.ConnectFileAsync(id, 2)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await session.ConnectFileAsync(Guid.CreateVersion7().ToString(), 1)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await InboxAsync(session)).ShouldBe([id]);
    }

    [Fact]
    public async Task Books_vouchers_and_receipts_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("fortnox-sandbox").FullName;
        try
        {
            FortnoxSession before;
            await using (var sandbox = await SandboxServer.StartAsync($"Sandbox:DataFolder={folder}"))
            {
                before = await FortnoxSession.ConnectAsync(sandbox);
                await before.PostVoucherAsync();
                await before.ConnectFileAsync((await before.UploadReceiptAsync(content: "%PDF-1.4 kvar"))["Id"]!.GetValue<string>(), 1);
            }

            await using (var sandbox = await SandboxServer.StartAsync($"Sandbox:DataFolder={folder}"))
            {
                var after = new FortnoxSession(sandbox, before.AccessToken, before.RefreshToken);
                (await after.PostVoucherAsync()).ShouldBe(2);
                var fileId = (await FilesOfAsync(after, "voucherfileconnections?vouchernumber=1")).ShouldHaveSingleItem();
                (await after.GetAsync($"archive/{fileId}")).Text.ShouldBe("%PDF-1.4 kvar");
                var books = await sandbox.ControlAsync(HttpMethod.Get, $"companies/fortnox/{FortnoxSession.Norrsken}/books");
                books["vouchers"]![0]!["files"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(fileId);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<string>> InboxAsync(FortnoxSession session) =>
        [.. (await session.GetAsync("inbox/inbox_v")).Json["Folder"]!["Files"]!.AsArray().Select(file => file!["Id"]!.GetValue<string>())];

    private static async Task<IReadOnlyList<string>> FilesOfAsync(FortnoxSession session, string path) =>
        [.. (await session.GetAsync(path)).Json["VoucherFileConnections"]!.AsArray().Select(connection => connection!["FileId"]!.GetValue<string>())];
}
