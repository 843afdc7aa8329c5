using System.Text;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero;

/// <summary>Xero's several error shapes.</summary>
internal static class XeroErrors
{
    /// <summary>400, ErrorNumber 10: at least one element broke a business rule.</summary>
    public static XeroReply Validation(IEnumerable<JsonObject> elements) => new(StatusCodes.Status400BadRequest, new JsonObject
    {
        ["ErrorNumber"] = 10,
        ["Type"] = "ValidationException",
        ["Message"] = "A validation exception occurred",
        ["Elements"] = new JsonArray([.. elements]),
    });

    /// <summary>400 with one message and no element to echo.</summary>
    public static XeroReply Validation(string message) => Validation([new JsonObject { ["ValidationErrors"] = Messages([message]) }]);

    /// <summary>400, ErrorNumber 14: JSON, enum or date not understood.</summary>
    public static XeroReply PostData(string message) => new(StatusCodes.Status400BadRequest, new JsonObject
    {
        ["ErrorNumber"] = 14,
        ["Type"] = "PostDataInvalidException",
        ["Message"] = message,
    });

    /// <summary>400, ErrorNumber 16: <c>where</c> or <c>order</c> not understood.</summary>
    public static XeroReply Query(string message) => new(StatusCodes.Status400BadRequest, new JsonObject
    {
        ["ErrorNumber"] = 16,
        ["Type"] = "QueryParseException",
        ["Message"] = message,
    });

    public static XeroReply KeyReused(string key) => new(StatusCodes.Status400BadRequest, new JsonObject
    {
        ["ErrorNumber"] = 10,
        ["Type"] = "ValidationException",
        ["Message"] = $"Idempotency Key: {key} is used with a different request.",
    });

    public static XeroReply NotFound() => Plain(StatusCodes.Status404NotFound, "The resource you're looking for cannot be found");

    public static XeroReply Plain(int status, string text) => new(status, null, Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");

    /// <summary>The gateway's shape: 401, 403, 413, 429.</summary>
    public static XeroReply Gateway(int status, string title, string detail) => new(status, new JsonObject
    {
        ["Type"] = null,
        ["Title"] = title,
        ["Status"] = status,
        ["Detail"] = detail,
        ["Instance"] = Guid.CreateVersion7().ToString(),
        ["Extensions"] = new JsonObject(),
    });

    public static JsonArray Messages(IEnumerable<string> messages) => new([.. messages.Select(message => new JsonObject { ["Message"] = message })]);

    /// <summary>What any status looks like at Xero, for faults on demand.</summary>
    public static XeroReply Of(int status, string? message) => status switch
    {
        StatusCodes.Status400BadRequest => Validation(message ?? "A validation exception occurred"),
        StatusCodes.Status401Unauthorized => Gateway(status, "Unauthorized", message ?? "AuthenticationUnsuccessful"),
        StatusCodes.Status403Forbidden => Gateway(status, "Forbidden", message ?? "AuthenticationUnsuccessful"),
        StatusCodes.Status404NotFound => Plain(status, message ?? "The resource you're looking for cannot be found"),
        StatusCodes.Status413PayloadTooLarge => Gateway(status, "RequestEntityTooLarge", message ?? "PayloadTooLarge"),
        StatusCodes.Status503ServiceUnavailable => Plain(status, message ?? "The Xero API is temporarily unavailable"),
        _ => Plain(status, message ?? "An error occurred in Xero. Check the API Status page http://status.developer.xero.com for current service status."),
    };
}
