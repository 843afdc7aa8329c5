using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class AttachmentTests
{
    [Fact]
    public async Task A_file_is_attached_found_by_its_transaction_and_downloaded_whole()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var purchase = await session.WriteAsync("Purchase", Samples.Purchase());
        var id = purchase["Id"]!.GetValue<string>();
        var content = new byte[] { 0x25, 0x50, 0x44, 0x46, 0x0D, 0x0A, 0x00, 0xFF };

        var answer = await session.UploadAsync(Upload(("_01", "kvitto å.pdf", "application/pdf", content, Metadata("Purchase", id))));

        var attachable = answer.Body["AttachableResponse"]!.AsArray().ShouldHaveSingleItem()!["Attachable"]!.AsObject();
        attachable["Size"]!.GetValue<int>().ShouldBe(content.Length);
        attachable["AttachableRef"]![0]!["EntityRef"]!["type"]!.GetValue<string>().ShouldBe("Purchase");
        var found = await session.RowsAsync("Attachable", $"select * from Attachable where AttachableRef.EntityRef.Type = 'purchase' and AttachableRef.EntityRef.value = '{id}'");
        found.ShouldHaveSingleItem()["Id"]!.GetValue<string>().ShouldBe(attachable["Id"]!.GetValue<string>());
        (await session.RowsAsync("Attachable", "select * from Attachable where AttachableRef.EntityRef.value = '77'")).ShouldBeEmpty();

        var link = (await session.GetAsync($"download/{attachable["Id"]}")).Body["text"]!.GetValue<string>();
        (await session.Sandbox.Http.GetByteArrayAsync(new Uri(link), TestContext.Current.CancellationToken)).ShouldBe(content);
        await session.Sandbox.AdvanceAsync(TimeSpan.FromMinutes(16));
        using var late = await session.Sandbox.Http.GetAsync(new Uri(link), TestContext.Current.CancellationToken);
        late.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Of_several_files_each_succeeds_or_fails_inside_an_answer_of_200()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var purchase = (await session.WriteAsync("Purchase", Samples.Purchase()))["Id"]!.GetValue<string>();

        var answer = await session.UploadAsync(Upload(
            ("_0", "good.png", "image/png", [1], Metadata("Purchase", purchase)),
            ("_x", "program.exe", "application/octet-stream", [2], Metadata("Purchase", purchase)),
            ("_2", "lost.png", "image/png", [3], Metadata("Purchase", "4711")),
            ("_3", "odd.png", "image/png", [4], Metadata("Budget", "1")),
            ("_4", "loose.txt", "text/plain", [5], null)));

        answer.Status.ShouldBe(HttpStatusCode.OK);
        var parts = answer.Body["AttachableResponse"]!.AsArray();
        parts.Select(part => part!["Fault"]?["Error"]?[0]?["code"]?.GetValue<string>()).ShouldBe([null, "6041", "2500", "6050", null]);
        parts[0]!["Attachable"]!["ThumbnailFileAccessUri"].ShouldNotBeNull();
        parts[4]!["Attachable"]!.AsObject().ShouldNotContainKey("AttachableRef");
    }

    [Fact]
    public async Task A_repeated_upload_under_its_request_id_keeps_one_file()
    {
        await using var session = await QuickBooksSession.StartAsync();
        MultipartFormDataContent Receipt() => Upload(("_01", "r.pdf", "application/pdf", [1, 2, 3], null));

        await session.UploadAsync(Receipt(), "?requestid=u1");
        await session.UploadAsync(Receipt(), "?requestid=u1");

        (await session.RowsAsync("Attachable", "select * from Attachable")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_uploaded_loose_is_linked_later_and_deleted()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var purchase = (await session.WriteAsync("Purchase", Samples.Purchase()))["Id"]!.GetValue<string>();
        var loose = (await session.UploadAsync(Upload(("_01", "r.pdf", "application/pdf", [1, 2, 3], null)))).Body["AttachableResponse"]![0]!["Attachable"]!.AsObject();

        var linked = await session.WriteAsync("Attachable", loose.Version(sparse: true).With("AttachableRef", JsonNode.Parse(Metadata("Purchase", purchase))!["AttachableRef"]!.DeepClone()));

        linked["Size"]!.GetValue<int>().ShouldBe(3);
        linked["FileName"]!.GetValue<string>().ShouldBe("r.pdf");
        var books = await session.Sandbox.ControlAsync(HttpMethod.Get, $"companies/quickbooks/{session.Realm}/books");
        books["documents"]![0]!["attachments"]![0]!["fileName"]!.GetValue<string>().ShouldBe("r.pdf");
        await session.WriteAsync("Attachable", linked, "?operation=delete");
        (await session.GetAsync($"download/{linked["Id"]}")).Code.ShouldBe("610");
    }

    [Fact]
    public async Task A_note_needs_no_file_and_nothing_at_all_is_refused()
    {
        await using var session = await QuickBooksSession.StartAsync();

        (await session.WriteAsync("Attachable", new { Note = "call them" })).ShouldNotContainKey("FileAccessUri");
        (await session.PostAsync("attachable", new { Tag = "x" })).Code.ShouldBe("2020");
    }

    [Fact]
    public async Task An_upload_without_its_length_or_beyond_a_hundred_megabytes_is_refused()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var chunked = session.Authorized(HttpMethod.Post, "upload");
        chunked.Headers.TransferEncodingChunked = true;
        chunked.Content = Upload(("_01", "r.pdf", "application/pdf", [1], null));
        var large = session.Authorized(HttpMethod.Post, "upload");
        large.Content = new ByteArrayContent([1]);
        large.Content.Headers.ContentLength = (100L * 1024 * 1024) + 1;
        large.Headers.ExpectContinue = true;

        (await session.SendAsync(chunked)).Code.ShouldBe("6020");
        (await session.SendAsync(large)).Code.ShouldBe("6030");
    }

    private static string Metadata(string type, string id) => $$$"""{"AttachableRef":[{"EntityRef":{"type":"{{{type}}}","value":"{{{id}}}"},"IncludeOnSend":false}]}""";

    private static MultipartFormDataContent Upload(params (string Suffix, string Name, string Type, byte[] Content, string? Metadata)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var file in files)
        {
            if (file.Metadata is not null) form.Add(new StringContent(file.Metadata, Encoding.UTF8, "application/json"), "file_metadata" + file.Suffix, "metadata.json");
            var content = new ByteArrayContent(file.Content);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(file.Type);
            form.Add(content, "file_content" + file.Suffix, file.Name);
        }

        return form;
    }
}
