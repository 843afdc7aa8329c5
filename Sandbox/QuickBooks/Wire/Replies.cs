using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace OrleansLedger.Sandbox.QuickBooks.Wire;

/// <summary>Writes answers the way the service does: JSON when the caller accepts it, XML otherwise, always with <c>intuit_tid</c>.</summary>
internal static class Replies
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject FaultBody(QuickBooksFault fault) => new()
    {
        ["Fault"] = new JsonObject
        {
            ["Error"] = new JsonArray([.. fault.Errors.Select(error => (JsonNode)new JsonObject
            {
                ["Message"] = error.Message, ["Detail"] = error.Detail, ["code"] = error.Code, ["element"] = error.Element,
            })]),
            ["type"] = fault.Type,
        },
    };

    /// <param name="answer">Members of the answer; <c>time</c> is added.</param>
    public static Task WriteAsync(HttpContext context, JsonObject answer, DateTimeOffset now, TimeSpan offset, int status = StatusCodes.Status200OK)
    {
        answer["time"] = Timestamps.Milliseconds(now, offset);
        return SendAsync(context, answer, now, status);
    }

    public static Task WriteAsync(HttpContext context, QuickBooksFault fault, DateTimeOffset now, TimeSpan offset) => WriteAsync(context, FaultBody(fault), now, offset, fault.Status);

    /// <summary>The gateway's shape: lower-case members, the time as a number.</summary>
    public static Task WriteAsync(HttpContext context, GatewayFault fault, DateTimeOffset now)
    {
        if (!WantsJson(context.Request))
            return WriteAsync(context, new QuickBooksFault(fault.Type, [new QuickBooksError(fault.Code, fault.Message, fault.Detail, null)], fault.Status), now, TimeSpan.Zero);
        var error = new JsonObject { ["message"] = fault.Message, ["detail"] = fault.Detail, ["code"] = fault.Code, ["element"] = null };
        var answer = new JsonObject
        {
            ["warnings"] = null, ["intuitObject"] = null, ["fault"] = new JsonObject { ["error"] = new JsonArray(error), ["type"] = fault.Type }, ["report"] = null, ["queryResponse"] = null,
            ["batchItemResponse"] = new JsonArray(), ["attachableResponse"] = new JsonArray(), ["syncErrorResponse"] = null, ["requestId"] = null, ["time"] = now.ToUnixTimeMilliseconds(), ["status"] = null,
            ["cdcresponse"] = new JsonArray(),
        };
        return SendAsync(context, answer, now, fault.Status);
    }

    public static void SetHeaders(HttpContext context, DateTimeOffset now)
    {
        context.Response.Headers["intuit_tid"] = string.Create(CultureInfo.InvariantCulture, $"1-{now.ToUnixTimeSeconds():x8}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}");
        context.Response.Headers["QBO-Version"] = "1976.140";
    }

    private static async Task SendAsync(HttpContext context, JsonObject answer, DateTimeOffset now, int status)
    {
        SetHeaders(context, now);
        context.Response.StatusCode = status;
        byte[] bytes;
        if (WantsJson(context.Request))
        {
            context.Response.ContentType = "application/json;charset=UTF-8";
            bytes = JsonSerializer.SerializeToUtf8Bytes(answer, Json);
        }
        else
        {
            context.Response.ContentType = "application/xml;charset=UTF-8";
            bytes = Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + WireXml.Of(answer).ToString(SaveOptions.DisableFormatting));
        }

        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static bool WantsJson(HttpRequest request) => request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase);
}
