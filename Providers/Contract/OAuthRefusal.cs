using System.Text.Json;

namespace OrleansLedger.Providers.Contract;

/// <summary>A refusal by a token endpoint in the shape that OAuth defines (RFC 6749, 5.2): status 400 or 401 and JSON with <c>error</c>.</summary>
internal sealed record OAuthRefusal(string Error, string? Description)
{
    public const string InvalidGrant = "invalid_grant";

    /// <summary>The words of the description in parentheses, or nothing.</summary>
    public string Detail => Description is { Length: > 0 } ? $" ({Description})" : "";

    /// <summary>
    /// The failure of a call to a token endpoint. Only <c>invalid_grant</c> with status 400 loses the consent. An answer that is no such refusal is a
    /// gateway's: the tokens may have been exchanged, so the outcome is unknown.
    /// </summary>
    /// <param name="refused">The failure for any other error of the table in RFC 6749.</param>
    public static ProviderFailure Failure(CallAnswer answer, string provider, Func<OAuthRefusal, ProviderFailure> lost, Func<OAuthRefusal, ProviderFailure> refused)
    {
        if (CallFailure.Of(answer, writes: true) is { } unanswered)
        {
            return unanswered;
        }

        var answered = (CallAnswer.Answered)answer;
        return In(answered) switch
        {
            null => CallFailure.NotDocumented(answered, provider, writes: true),
            { Error: "temporarily_unavailable" or "server_error" or "slow_down" } r =>
                new ProviderFailure.Transient(r.Error, $"{provider} gives no tokens at the moment{r.Detail}. It is tried again."),
            { Error: InvalidGrant } r => (int)answered.Status == 400 ? lost(r) : CallFailure.NotDocumented(answered, provider, writes: true),
            var r => refused(r),
        };
    }

    public static OAuthRefusal? In(CallAnswer.Answered answer)
    {
        if ((int)answer.Status is not (400 or 401 or 403))
        {
            return null;
        }

        try
        {
            using var body = JsonDocument.Parse(answer.JsonBytes);
            return body.RootElement.ValueKind == JsonValueKind.Object && Text(body.RootElement, "error") is { Length: > 0 } error && error.All(IsErrorCharacter)
                ? new OAuthRefusal(error, ProviderWords.Plain(Text(body.RootElement, "error_description")))
                : null;
        }
        catch (Exception notJson) when (notJson is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsErrorCharacter(char character) => char.IsAsciiLetterLower(character) || character is '_';

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
