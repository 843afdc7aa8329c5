using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Fortnox;

/// <summary>How Fortnox's JSON is read and written. Numbers arrive as numbers or as strings, depending on the resource.</summary>
internal static class FortnoxJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Converters = { new ListsWithoutNulls() },
    };
}

/// <summary>The page a list answer is; all null where a list has no pages.</summary>
internal sealed record MetaInformation(
    [property: JsonPropertyName("@TotalResources")] int? TotalResources,
    [property: JsonPropertyName("@TotalPages")] int? TotalPages,
    [property: JsonPropertyName("@CurrentPage")] int? CurrentPage);

/// <summary>A list answer: its page and its elements.</summary>
internal interface IPage<out T>
{
    MetaInformation? MetaInformation { get; }

    /// <summary>Null where the answer lacks its list: then it is not Fortnox's, and not an empty list.</summary>
    IReadOnlyList<T>? Elements { get; }
}

internal sealed record CompanyInformationAnswer(CompanyInformation? CompanyInformation);

internal sealed record CompanyInformation(long? DatabaseNumber, string? CompanyName, string? OrganizationNumber, string? CountryCode);

internal sealed record LockedPeriodAnswer(LockedPeriod? LockedPeriod);

/// <summary><paramref name="EndDate"/> is empty where nothing is locked.</summary>
internal sealed record LockedPeriod(string? EndDate);

internal sealed record FinancialYearsAnswer(MetaInformation? MetaInformation, IReadOnlyList<FinancialYearRow>? FinancialYears) : IPage<FinancialYearRow>
{
    [JsonIgnore]
    public IReadOnlyList<FinancialYearRow>? Elements => FinancialYears;
}

internal sealed record FinancialYearRow(long Id, DateOnly FromDate, DateOnly ToDate);

internal sealed record AccountsAnswer(MetaInformation? MetaInformation, IReadOnlyList<AccountRow>? Accounts) : IPage<AccountRow>
{
    [JsonIgnore]
    public IReadOnlyList<AccountRow>? Elements => Accounts;
}

internal sealed record AccountRow(int Number, string? Description, bool? Active);

internal sealed record VoucherAnswer(Voucher? Voucher);

internal sealed record VouchersAnswer(MetaInformation? MetaInformation, IReadOnlyList<Voucher>? Vouchers) : IPage<Voucher>
{
    [JsonIgnore]
    public IReadOnlyList<Voucher>? Elements => Vouchers;
}

/// <summary>A voucher as lists and single reads give it; lists leave out the rows.</summary>
internal sealed record Voucher(
    string? VoucherSeries,
    long? VoucherNumber,
    long? Year,
    DateOnly? TransactionDate,
    string? Description,
    string? Comments,
    string? ReferenceType,
    IReadOnlyList<VoucherRow>? VoucherRows);

/// <summary><paramref name="Removed"/> rows are struck out: they are shown and do not count.</summary>
internal sealed record VoucherRow(int Account, decimal? Debit, decimal? Credit, bool? Removed = null);

/// <summary>A voucher as it is written: only fields a request may have (an answer-only field is refused, 2000321).</summary>
internal sealed record NewVoucherRequest(NewVoucher Voucher);

internal sealed record NewVoucher(
    string Description,
    string Comments,
    string TransactionDate,
    string VoucherSeries,
    IReadOnlyList<NewVoucherRow> VoucherRows);

internal sealed record NewVoucherRow(int Account, decimal Debit, decimal Credit);

internal sealed record FileAnswer(FileRow? File);

internal sealed record FileRow(string? Id, string? Name);

internal sealed record FolderAnswer(Folder? Folder);

internal sealed record Folder(IReadOnlyList<FileRow>? Files);

internal sealed record NewVoucherFileConnectionRequest(NewVoucherFileConnection VoucherFileConnection);

internal sealed record NewVoucherFileConnection(string FileId, string VoucherSeries, string VoucherNumber);

internal sealed record VoucherFileConnectionsAnswer(MetaInformation? MetaInformation, IReadOnlyList<VoucherFileConnection>? VoucherFileConnections)
    : IPage<VoucherFileConnection>
{
    [JsonIgnore]
    public IReadOnlyList<VoucherFileConnection>? Elements => VoucherFileConnections;
}

internal sealed record VoucherFileConnectionAnswer(VoucherFileConnection? VoucherFileConnection);

internal sealed record VoucherFileConnection(string? FileId, string? Name, string? VoucherSeries, long? VoucherNumber, long? VoucherYear);

internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken,
    [property: JsonPropertyName("expires_in")] int? ExpiresIn);
