using System.Text;
using System.Text.Json;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Fortnox;

/// <summary>Fortnox's endpoints, wire types in and out. Everything it answers is read and classed here.</summary>
internal sealed class FortnoxApi(FortnoxOptions options, TimeProvider clock)
{
    /// <summary>The most elements a page may have.</summary>
    private const int PageSize = 500;

    /// <summary>More pages than any company fills: a list that goes on after them is an answer that repeats itself.</summary>
    private const int MostPages = 4000;

    /// <summary>The inbox folder for vouchers.</summary>
    private const string VoucherInbox = "inbox_v";

    private static readonly KeyValuePair<string, string>[] s_headers = [new("Accept", "application/json")];

    public Task<Answer<CompanyInformationAnswer>> CompanyInformationAsync(IProviderCalls calls, CancellationToken cancellationToken) =>
        ReadAsync<CompanyInformationAnswer>(calls, Get("companyinformation", "read company"), cancellationToken);

    /// <summary>Before there is a connection: with the access token given explicitly.</summary>
    public async Task<Answer<CompanyInformationAnswer>> CompanyInformationAsync(IAuthorizationCalls calls, string accessToken, CancellationToken cancellationToken)
    {
        var request = Get("companyinformation", "read company");
        request = request with { Headers = [.. request.Headers, new("Authorization", $"Bearer {accessToken}")] };
        return Read<CompanyInformationAnswer>(request, await calls.SendAsync(request, cancellationToken));
    }

    public Task<Answer<LockedPeriodAnswer>> LockedPeriodAsync(IProviderCalls calls, CancellationToken cancellationToken) =>
        ReadAsync<LockedPeriodAnswer>(calls, Get("settings/lockedperiod", "read locked period"), cancellationToken);

    public Task<Answer<IReadOnlyList<FinancialYearRow>>> FinancialYearsAsync(IProviderCalls calls, CancellationToken cancellationToken) =>
        ReadAllAsync<FinancialYearsAnswer, FinancialYearRow>(calls, "financialyears?", "read financial years", cancellationToken);

    public Task<Answer<IReadOnlyList<AccountRow>>> AccountsAsync(IProviderCalls calls, string? financialYear, CancellationToken cancellationToken) =>
        ReadAllAsync<AccountsAnswer, AccountRow>(calls, financialYear is null ? "accounts?" : $"accounts?financialyear={financialYear}&", "read accounts", cancellationToken);

    public Task<Answer<IReadOnlyList<Voucher>>> VouchersAsync(IProviderCalls calls, YearRange range, CancellationToken cancellationToken) =>
        ReadAllAsync<VouchersAnswer, Voucher>(
            calls,
            $"vouchers?financialyear={range.Year.RemoteId}&fromdate={FortnoxTranslation.Date(range.From)}&todate={FortnoxTranslation.Date(range.To)}&",
            "list vouchers",
            cancellationToken);

    public Task<Answer<VoucherAnswer>> VoucherAsync(IProviderCalls calls, VoucherId id, CancellationToken cancellationToken) => ReadAsync<VoucherAnswer>(
        calls, Get($"vouchers/{Uri.EscapeDataString(id.Series)}/{id.Number}?financialyear={id.FinancialYear}", "read voucher"), cancellationToken);

    /// <summary><paramref name="path"/> and <paramref name="json"/> as <see cref="PreparedWrite"/> kept them.</summary>
    public Task<Answer<VoucherAnswer>> CreateVoucherAsync(IProviderCalls calls, string path, string json, CancellationToken cancellationToken) =>
        ReadAsync<VoucherAnswer>(calls, Post(path, "create voucher", json), cancellationToken);

    /// <summary>Files that wait in the vouchers' inbox, connected to nothing yet.</summary>
    public Task<Answer<FolderAnswer>> InboxAsync(IProviderCalls calls, CancellationToken cancellationToken) =>
        ReadAsync<FolderAnswer>(calls, Get($"inbox/{VoucherInbox}", "list inbox"), cancellationToken);

    public Task<Answer<FileAnswer>> UploadAsync(IProviderCalls calls, AttachmentFile file, CancellationToken cancellationToken)
    {
        var boundary = $"orleansledger-{file.IdempotencyKey}";
        var request = new ProviderRequest(HttpMethod.Post, Address($"inbox?path={VoucherInbox}"))
        {
            Operation = "upload file",
            Headers = s_headers,
            Body = Multipart(boundary, file),
            ContentType = $"multipart/form-data; boundary={boundary}",
            Writes = true,
        };
        return ReadAsync<FileAnswer>(calls, request, cancellationToken);
    }

    /// <summary>The financial year goes into the query: in the body it is refused as read-only (2000321).</summary>
    public Task<Answer<VoucherFileConnectionAnswer>> ConnectFileAsync(IProviderCalls calls, VoucherId voucher, string fileId, CancellationToken cancellationToken)
    {
        var body = new NewVoucherFileConnectionRequest(new(fileId, voucher.Series, voucher.Number.ToString()));
        var json = JsonSerializer.Serialize(body, FortnoxJson.Options);
        return ReadAsync<VoucherFileConnectionAnswer>(
            calls, Post($"voucherfileconnections?financialyear={voucher.FinancialYear}", "connect file", json), cancellationToken);
    }

    /// <summary>At least the connections of this voucher: Fortnox's filters match parts, so 1 finds 12 as well.</summary>
    public Task<Answer<IReadOnlyList<VoucherFileConnection>>> FileConnectionsAsync(IProviderCalls calls, VoucherId voucher, CancellationToken cancellationToken) =>
        ReadAllAsync<VoucherFileConnectionsAnswer, VoucherFileConnection>(
            calls,
            $"voucherfileconnections?voucherseries={Uri.EscapeDataString(voucher.Series)}&vouchernumber={voucher.Number}&voucheryear={voucher.FinancialYear}&",
            "list file connections",
            cancellationToken);

    public Task<Answer<VoucherFileConnectionAnswer>> FileConnectionAsync(IProviderCalls calls, string fileId, CancellationToken cancellationToken) =>
        ReadAsync<VoucherFileConnectionAnswer>(calls, Get($"voucherfileconnections/{Uri.EscapeDataString(fileId)}", "read file connection"), cancellationToken);

    /// <summary>True where it was there, false where it was gone already.</summary>
    public Task<Answer<bool>> DeleteFileConnectionAsync(IProviderCalls calls, string fileId, CancellationToken cancellationToken) =>
        DeleteAsync(calls, $"voucherfileconnections/{Uri.EscapeDataString(fileId)}", "disconnect file", cancellationToken);

    /// <inheritdoc cref="DeleteFileConnectionAsync"/>
    public Task<Answer<bool>> DeleteInboxFileAsync(IProviderCalls calls, string fileId, CancellationToken cancellationToken) =>
        DeleteAsync(calls, $"inbox/{Uri.EscapeDataString(fileId)}", "delete inbox file", cancellationToken);

    /// <inheritdoc cref="DeleteFileConnectionAsync"/>
    public Task<Answer<bool>> DeleteArchiveFileAsync(IProviderCalls calls, string fileId, CancellationToken cancellationToken) =>
        DeleteAsync(calls, $"archive/{Uri.EscapeDataString(fileId)}", "delete archive file", cancellationToken);

    private async Task<Answer<IReadOnlyList<T>>> ReadAllAsync<TPage, T>(IProviderCalls calls, string pathAndQuery, string operation, CancellationToken cancellationToken)
        where TPage : IPage<T>
    {
        var all = new List<T>();
        var request = Get(pathAndQuery, operation);
        for (var page = 1; page <= MostPages; page++)
        {
            request = Get($"{pathAndQuery}limit={PageSize}&page={page}", operation);
            var answer = await ReadAsync<TPage>(calls, request, cancellationToken);
            if (!answer.Succeeded)
            {
                return answer.Failure!;
            }

            if (answer.Value.Elements is not { } elements)
            {
                return FortnoxFailures.Unreadable(request);
            }

            all.AddRange(elements);
            if (elements.Count == 0 || page >= (answer.Value.MetaInformation?.TotalPages ?? 1))
            {
                return new Answer<IReadOnlyList<T>>(all);
            }
        }

        return FortnoxFailures.Unreadable(request);
    }

    private async Task<Answer<T>> ReadAsync<T>(IProviderCalls calls, ProviderRequest request, CancellationToken cancellationToken) =>
        Read<T>(request, await calls.SendAsync(request, cancellationToken));

    private async Task<Answer<bool>> DeleteAsync(IProviderCalls calls, string path, string operation, CancellationToken cancellationToken)
    {
        var request = new ProviderRequest(HttpMethod.Delete, Address(path)) { Operation = operation, Headers = s_headers, Writes = true };
        var answer = await calls.SendAsync(request, cancellationToken);
        if (answer is CallAnswer.Answered { IsSuccess: true })
        {
            return true;
        }

        return Failure(request, answer) is var failure && failure is ProviderFailure.NotFound ? false : failure;
    }

    private Answer<T> Read<T>(ProviderRequest request, CallAnswer answer)
    {
        if (answer is not CallAnswer.Answered { IsSuccess: true } answered)
        {
            return Failure(request, answer);
        }

        try
        {
            return JsonSerializer.Deserialize<T>(answered.JsonBytes.Span, FortnoxJson.Options) is { } value ? value : FortnoxFailures.Unreadable(request);
        }
        catch (JsonException)
        {
            return FortnoxFailures.Unreadable(request);
        }
    }

    private ProviderFailure Failure(ProviderRequest request, CallAnswer answer) =>
        FortnoxFailures.Of(answer, request.Writes, clock.GetUtcNow(), options.Window);

    private ProviderRequest Get(string pathAndQuery, string operation) => ProviderRequest.Get(Address(pathAndQuery), operation) with { Headers = s_headers };

    private ProviderRequest Post(string pathAndQuery, string operation, string json) =>
        ProviderRequest.Json(HttpMethod.Post, Address(pathAndQuery), operation, json) with { Headers = s_headers };

    private Uri Address(string pathAndQuery) => new(options.Api, pathAndQuery);

    /// <summary>One part named <c>file</c>. Names are ASCII (<see cref="FortnoxProvider.FileNameFor"/>), so the header needs no encoding.</summary>
    private static byte[] Multipart(string boundary, AttachmentFile file)
    {
        var head = $"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file.FileName}\"\r\nContent-Type: {file.ContentType}\r\n\r\n";
        return [.. Encoding.UTF8.GetBytes(head), .. file.Content, .. Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n")];
    }
}
