using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Calls;

/// <summary>A call that has passed the gateway: authenticated, authorized for this company, within the quotas.</summary>
internal sealed record CompanyCall(HttpContext Context, QuickBooksCompany Company, DateTimeOffset Now)
{
    private const int LongestRequestId = 50;

    public string? RequestId => Query("requestid");

    public WriteOptions WriteOptions => new(AllowsDuplicateNumbers: Includes("allowduplicatedocnum"));

    /// <summary>Whether the option is among those of <c>include</c>.</summary>
    public bool Includes(string option) => Query("include")?.Split(',', StringSplitOptions.TrimEntries).Contains(option, StringComparer.OrdinalIgnoreCase) == true;

    public string? Query(string name) => Context.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    public QuickBooksError? CheckRequestId(int longest = LongestRequestId) =>
        RequestId?.Length > longest ? Refusals.InvalidRequestId($"at most {longest} characters are supported, {RequestId.Length} were sent.") : null;

    public async Task<string> ReadTextAsync()
    {
        using var reader = new StreamReader(Context.Request.Body);
        return await reader.ReadToEndAsync(Context.RequestAborted);
    }

    public static Answer<JsonObject> Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject read ? read : Refusals.UnreadableBody("it is not a JSON object");
        }
        catch (JsonException wrong)
        {
            return Refusals.UnreadableBody(wrong.Message);
        }
        catch (ArgumentException)
        {
            // JsonNode refuses two members of one name only when they are first looked at.
            return Refusals.UnreadableBody("a member occurs twice");
        }
    }

    public Task AnswerAsync(Answer<JsonObject> answer) => answer.Value is { } value
        ? Replies.WriteAsync(Context, DownloadLinks.AddTo(value, this), Now, Company.UtcOffset)
        : Replies.WriteAsync(Context, answer.Fault!, Now, Company.UtcOffset);
}
