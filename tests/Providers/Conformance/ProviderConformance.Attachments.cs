using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

public abstract partial class ProviderConformance<TProvider>
{
    private const long LargestTriedBytes = 32 * 1024 * 1024;

    [Theory]
    [InlineData("receipt.png")]
    [InlineData("Kvitto #12 / Åre & co?.PNG")]
    [InlineData("東京.png")]
    [InlineData("..png")]
    [InlineData("a+b=c%20d.png")]
    public async Task A_file_is_attached_under_a_name_it_is_found_by(string fileName)
    {
        var (session, parent, entry) = await WrittenAsync();
        var file = File(fileName, "r7x2k9ab");
        file.FileName.ShouldContain("r7x2k9ab");

        var attached = await AttachOnceAsync(session, parent, file);

        var found = await FindFileAsync(session, parent, file.FileName);
        found.ShouldNotBeNull().RemoteId.ShouldBe(attached.ShouldStand().RemoteId);
        (await BookedAsync(session, entry)).ShouldHaveSingleItem().Files.ShouldHaveSingleItem().Size.ShouldBe(file.Content.Length);
    }

    [Fact]
    public async Task The_remote_file_name_is_the_same_every_time_and_differs_by_tag()
    {
        await Task.CompletedTask;
        var writer = Port<IWritesAttachments>();

        writer.FileNameFor("Kvitto å.pdf", "aaaaaaa1").ShouldBe(writer.FileNameFor("Kvitto å.pdf", "aaaaaaa1"));
        writer.FileNameFor("Kvitto å.pdf", "aaaaaaa1").ShouldNotBe(writer.FileNameFor("Kvitto å.pdf", "aaaaaaa2"));
        writer.FileNameFor(new string('n', 400) + ".pdf", "aaaaaaa1").ShouldEndWith(".pdf");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_found()
    {
        var (session, parent, _) = await WrittenAsync();

        (await FindFileAsync(session, parent, File("receipt.png", "r7x2k9ab").FileName)).ShouldBeNull();
    }

    [Theory]
    [InlineData("drop-before")]
    [InlineData("drop-after")]
    [InlineData("error-after")]
    public async Task A_file_whose_answer_was_lost_is_attached_once(string fault)
    {
        var (session, parent, entry) = await WrittenAsync();
        var file = File("receipt.png", "r7x2k9ab");
        await Sandbox.FaultAsync(new { kind = fault, provider = Key, path = AttachmentPath, method = AttachmentMethod, count = 1 });

        (await AttachOnceAsync(session, parent, file)).ShouldBeOfType<WriteOutcome.Unknown>();
        (await AttachOnceAsync(session, parent, file with { MayHaveBeenSent = true })).ShouldStand();

        (await BookedAsync(session, entry)).ShouldHaveSingleItem().Files.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Several_files_of_one_entry_stand_side_by_side()
    {
        var (session, parent, entry) = await WrittenAsync();

        (await AttachOnceAsync(session, parent, File("receipt.png", "aaaaaaa1"))).ShouldStand();
        (await AttachOnceAsync(session, parent, File("receipt.png", "aaaaaaa2"))).ShouldStand();

        (await BookedAsync(session, entry)).ShouldHaveSingleItem().Files.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_largest_file_by_the_rules_is_taken_and_a_larger_one_refused()
    {
        var rules = Port<IWritesAttachments>().AttachmentRules;
        if (rules.MaxBytes > LargestTriedBytes)
        {
            Assert.Skip($"{rules.MaxBytes} bytes are more than this test moves.");
        }

        var (session, parent, entry) = await WrittenAsync();

        (await AttachOnceAsync(session, parent, File("large.png", "aaaaaaa1", rules.MaxBytes))).ShouldStand();
        (await AttachOnceAsync(session, parent, File("larger.png", "aaaaaaa2", rules.MaxBytes + 1))).ShouldBeOfType<WriteOutcome.Rejected>();

        (await BookedAsync(session, entry)).ShouldHaveSingleItem().Files.ShouldHaveSingleItem().Size.ShouldBe(rules.MaxBytes);
    }

    [Fact]
    public async Task A_file_of_a_type_outside_the_rules_is_refused()
    {
        var writer = Port<IWritesAttachments>();
        writer.AttachmentRules.Extensions.ShouldNotContain("exe");
        var (session, parent, _) = await WrittenAsync();

        (await AttachOnceAsync(session, parent, File("malware.exe", "r7x2k9ab"))).ShouldBeOfType<WriteOutcome.Rejected>();
    }

    [Fact]
    public async Task As_many_files_as_the_rules_say_are_taken()
    {
        if (Port<IWritesAttachments>().AttachmentRules.MaxPerDocument is not { } most)
        {
            Assert.Skip($"{Provider.Manifest.DisplayName} sets no limit.");
            return;
        }

        var (session, parent, entry) = await WrittenAsync();
        for (var i = 1; i <= most; i++)
        {
            (await AttachOnceAsync(session, parent, File("receipt.png", $"tag{i:00000}"))).ShouldStand();
        }

        (await AttachOnceAsync(session, parent, File("receipt.png", "toomany1"))).ShouldBeOfType<WriteOutcome.Rejected>();
        (await BookedAsync(session, entry)).ShouldHaveSingleItem().Files.Count.ShouldBe(most);
    }

    [Fact]
    public async Task A_file_is_deleted_where_the_provider_can_and_again_without_harm()
    {
        var deleter = Port<IDeletesAttachments>();
        var (session, parent, entry) = await WrittenAsync();
        var file = File("receipt.png", "r7x2k9ab");
        var attached = (await AttachOnceAsync(session, parent, file)).ShouldStand();

        (await deleter.DeleteAttachmentAsync(session.Calls, session.Company, parent, attached, Cancellation)).ShouldSucceed();
        (await deleter.DeleteAttachmentAsync(session.Calls, session.Company, parent, attached, Cancellation)).ShouldSucceed();

        (await FindFileAsync(session, parent, file.FileName)).ShouldBeNull();
        (await BookedAsync(session, entry)).ShouldHaveSingleItem().Files.ShouldBeEmpty();
    }

    /// <summary>The method of the call that uploads a file.</summary>
    protected virtual string AttachmentMethod => "POST";

    protected async Task<(RemoteSession Session, RemoteEntry Parent, TransactionEntry Entry)> WrittenAsync()
    {
        Port<IWritesAttachments>();
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        return (session, (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten(), entry);
    }

    protected AttachmentFile File(string fileName, string tag, long size = 200)
    {
        var content = new byte[size];
        ((byte[])[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]).CopyTo(content, 0);
        return new AttachmentFile(Port<IWritesAttachments>().FileNameFor(fileName, tag), "image/png", content, Guid.CreateVersion7().ToString("N"));
    }

    /// <summary>As an export attaches: looks first, then writes.</summary>
    protected async Task<WriteOutcome> AttachOnceAsync(RemoteSession session, RemoteEntry parent, AttachmentFile file) =>
        await FindFileAsync(session, parent, file.FileName) is { } there
            ? new WriteOutcome.AlreadyThere(there)
            : await Port<IWritesAttachments>().AttachAsync(session.Calls, session.Company, parent, file, Cancellation);

    private async Task<RemoteEntry?> FindFileAsync(RemoteSession session, RemoteEntry parent, string fileName) =>
        (await Port<IWritesAttachments>().FindAttachmentAsync(session.Calls, session.Company, parent, fileName, Cancellation)).ShouldSucceed();
}
