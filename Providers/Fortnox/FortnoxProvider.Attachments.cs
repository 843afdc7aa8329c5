using System.Globalization;
using System.Text;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Fortnox;

/// <summary>A receipt goes into the vouchers' inbox and is then connected to its voucher, which moves it to the archive: two calls, and a crash may fall between them.</summary>
public sealed partial class FortnoxProvider : IWritesAttachments, IDeletesAttachments
{
    private const int MaxStem = 60;

    public AttachmentRules AttachmentRules { get; } = new(MaxBytes: 10 * 1024 * 1024, MaxPerDocument: null, ["pdf", "png", "jpg", "jpeg"]);

    public int AttachmentWritesInFlight => CallsInFlight;

    /// <summary>ASCII letters, digits, dots, hyphens and underscores, the tag before the extension: <c>kvitto-april-k3v9x2ab.pdf</c>.</summary>
    public string FileNameFor(string fileName, string tag)
    {
        var dot = fileName.LastIndexOf('.');
        var (name, extension) = dot < 0 ? (fileName, "") : (fileName[..dot], fileName[dot..]);
        var stem = Ascii(name).Trim('.', '-', '_');
        var shortened = stem.Length > MaxStem ? stem[..MaxStem].TrimEnd('.', '-', '_') : stem;
        return $"{shortened}{(shortened.Length > 0 ? "-" : "")}{tag}{Ascii(extension).ToLowerInvariant()}";
    }

    private static string Ascii(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var character in text.Select(LatinLetters.Plain))
        {
            if (char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_')
            {
                ascii.Append(character);
            }
            else if (ascii.Length == 0 || ascii[^1] != '_')
            {
                ascii.Append('_');
            }
        }

        return ascii.ToString();
    }

    public async Task<WriteOutcome> AttachAsync(IProviderCalls calls, Company company, RemoteEntry parent, AttachmentFile file, CancellationToken cancellationToken)
    {
        var voucher = VoucherId.Parse(parent.RemoteId);
        if (Refusal(file) is { } refusal)
        {
            return refusal;
        }

        var uploaded = await EnsureUploadedAsync(calls, file, cancellationToken);
        if (!uploaded.Succeeded)
        {
            return WriteOutcome.From(uploaded.Failure!);
        }

        var entry = new RemoteEntry(uploaded.Value, file.FileName);
        var connected = await _api.ConnectFileAsync(calls, voucher, uploaded.Value, cancellationToken);
        return connected.Failure is { } failure
            ? await RefusedAsync(calls, company, parent, file, failure, cancellationToken)
            : new WriteOutcome.Written(entry);
    }

    /// <summary>Fortnox documents neither limit nor types, so ours hold: what it would make of others is not known.</summary>
    private WriteOutcome.Rejected? Refusal(AttachmentFile file)
    {
        var extension = Path.GetExtension(file.FileName).TrimStart('.');
        return file switch
        {
            _ when file.Content.LongLength > AttachmentRules.MaxBytes => new(
                "attachment_too_large", $"{file.FileName} has {file.Content.LongLength} bytes; at most {AttachmentRules.MaxBytes} go to Fortnox.", "Content"),
            _ when !AttachmentRules.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase) => new(
                "attachment_type_refused", $"{file.FileName} cannot go to Fortnox; use one of {string.Join(", ", AttachmentRules.Extensions)}.", "FileName"),
            _ => null,
        };
    }

    /// <summary>The file's id: of the one that an interrupted attempt left in the inbox, else of a new upload.</summary>
    private async Task<Answer<string>> EnsureUploadedAsync(IProviderCalls calls, AttachmentFile file, CancellationToken cancellationToken)
    {
        if (file.MayHaveBeenSent)
        {
            var inbox = await _api.InboxAsync(calls, cancellationToken);
            if (inbox.Failure is not (null or ProviderFailure.NotFound))
            {
                return inbox.Failure;
            }

            if (inbox is { Succeeded: true, Value.Folder: null })
            {
                return new ProviderFailure.Transient("unreadable_answer", "Fortnox answered for its inbox without the folder.");
            }

            var waiting = inbox.Succeeded ? inbox.Value.Folder?.Files?.FirstOrDefault(row => SameName(row.Name, file.FileName))?.Id : null;
            if (waiting is { Length: > 0 })
            {
                return waiting;
            }
        }

        var uploaded = await _api.UploadAsync(calls, file, cancellationToken);
        if (!uploaded.Succeeded)
        {
            return uploaded.Failure!;
        }

        return uploaded.Value.File?.Id is { Length: > 0 } id
            ? id
            : new ProviderFailure.OutcomeUnknown("unreadable_answer", $"Fortnox took the file {file.FileName} without saying its id.");
    }

    /// <summary>A file can be connected once; where the refusal means that it is connected to this voucher already, that is what was wanted.</summary>
    private async Task<WriteOutcome> RefusedAsync(
        IProviderCalls calls, Company company, RemoteEntry parent, AttachmentFile file, ProviderFailure failure, CancellationToken cancellationToken)
    {
        if (failure is not (ProviderFailure.Rejected or ProviderFailure.Conflict))
        {
            return WriteOutcome.From(failure);
        }

        var found = await FindAttachmentAsync(calls, company, parent, file.FileName, cancellationToken);
        return found is { Succeeded: true, Value: { } entry } ? new WriteOutcome.AlreadyThere(entry) : WriteOutcome.From(failure);
    }

    public async Task<Answer<RemoteEntry?>> FindAttachmentAsync(IProviderCalls calls, Company company, RemoteEntry parent, string fileName, CancellationToken cancellationToken)
    {
        var voucher = VoucherId.Parse(parent.RemoteId);
        var listed = await _api.FileConnectionsAsync(calls, voucher, cancellationToken);
        if (!listed.Succeeded)
        {
            return listed.Failure!;
        }

        foreach (var connection in listed.Value.Where(connection => Joins(connection, voucher)))
        {
            var name = await NameOfAsync(calls, connection, cancellationToken);
            if (!name.Succeeded)
            {
                return name.Failure!;
            }

            if (SameName(name.Value, fileName))
            {
                return new RemoteEntry(connection.FileId!, fileName);
            }
        }

        return new Answer<RemoteEntry?>((RemoteEntry?)null);
    }

    private static bool Joins(VoucherFileConnection connection, VoucherId voucher) =>
        connection.FileId is { Length: > 0 }
        && connection.VoucherSeries == voucher.Series
        && connection.VoucherNumber == voucher.Number
        && (connection.VoucherYear is not { } year || year.ToString(CultureInfo.InvariantCulture) == voucher.FinancialYear);

    /// <summary>Without a name nothing can be proven absent, and attaching again could make a second copy; then a person has to look.</summary>
    private async Task<Answer<string>> NameOfAsync(IProviderCalls calls, VoucherFileConnection connection, CancellationToken cancellationToken)
    {
        if (connection.Name is { Length: > 0 } name)
        {
            return name;
        }

        var read = await _api.FileConnectionAsync(calls, connection.FileId!, cancellationToken);
        if (!read.Succeeded)
        {
            return read.Failure!;
        }

        return read.Value.VoucherFileConnection?.Name is { Length: > 0 } own
            ? own
            : new ProviderFailure.Rejected(
                "file_name_unknown",
                $"Fortnox does not say the name of file {connection.FileId} on voucher {connection.VoucherSeries}{connection.VoucherNumber}, so it may be the one to attach. Look at the voucher in Fortnox, and attach the file there if it is missing.");
    }

    public async Task<Answer<bool>> DeleteAttachmentAsync(
        IProviderCalls calls, Company company, RemoteEntry parent, RemoteEntry attachment, CancellationToken cancellationToken)
    {
        var disconnected = await _api.DeleteFileConnectionAsync(calls, attachment.RemoteId, cancellationToken);
        if (!disconnected.Succeeded)
        {
            return disconnected.Failure!;
        }

        // Where a file goes when it is disconnected is not documented: back to the inbox, or it stays in the archive.
        var deleted = await _api.DeleteInboxFileAsync(calls, attachment.RemoteId, cancellationToken);
        if (deleted is { Succeeded: true, Value: false })
        {
            deleted = await _api.DeleteArchiveFileAsync(calls, attachment.RemoteId, cancellationToken);
        }

        // What counts is that the voucher no longer has it; a file that Fortnox will not let go of is no reason to fail.
        return deleted.Failure is null or ProviderFailure.Rejected or ProviderFailure.ConsentLost ? true : deleted.Failure;
    }

    private static bool SameName(string? name, string fileName) => string.Equals(name, fileName, StringComparison.OrdinalIgnoreCase);
}
