using Microsoft.Extensions.Options;
using OrleansLedger.Domain.Access;

namespace OrleansLedger.Api.Access;

/// <summary>The settings <c>Access:*</c> and <c>Api:RateLimit:*</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>The name under which the key of the setting appears.</summary>
    public const string PlatformKeyName = "Access:PlatformKey";

    /// <summary><c>Access:PlatformKey</c>: a key of the platform that needs no row, for the first start and for when all others are lost; null where there is none.</summary>
    public ApiKeyText? PlatformKey { get; private init; }

    /// <summary><c>Access:SecureCookies</c>: true where browsers reach this only by https although the process itself is asked by http (behind a proxy).</summary>
    public bool SecureCookies { get; private init; }

    /// <summary><c>Api:RateLimit:RequestsPerMinute</c>: what a key may ask in the long run, of each process. Default 6,000.</summary>
    public int RequestsPerMinute { get; private init; }

    /// <summary><c>Api:RateLimit:Burst</c>: what it may ask at once after a pause. Default 500.</summary>
    public int Burst { get; private init; }

    /// <exception cref="OptionsValidationException">A setting cannot be used; the message names it.</exception>
    public static AccessOptions From(IConfiguration configuration) => new()
    {
        PlatformKey = Key(configuration[PlatformKeyName]),
        SecureCookies = configuration["Access:SecureCookies"] switch
        {
            null or "" => false,
            var text when bool.TryParse(text, out var value) => value,
            var text => throw Invalid("Access:SecureCookies", $"The setting Access:SecureCookies is '{text}'. Set it to true or false."),
        },
        RequestsPerMinute = Count(configuration, "Api:RateLimit:RequestsPerMinute", 6_000),
        Burst = Count(configuration, "Api:RateLimit:Burst", 500),
    };

    private static ApiKeyText? Key(string? text) => text switch
    {
        null or "" => null,
        _ when ApiKeyText.TryParse(text, out var key) => key,
        _ => throw Invalid(
            PlatformKeyName,
            $"The setting {PlatformKeyName} is not an API key: {ApiKeyText.Prefix}, 22 characters of an id and 43 of a secret, in base64url. Make one with: echo {ApiKeyText.Prefix}$(openssl rand -base64 16 | tr '+/' '-_' | tr -d '=')$(openssl rand -base64 32 | tr '+/' '-_' | tr -d '=')"),
    };

    private static int Count(IConfiguration configuration, string key, int usual) => configuration[key] switch
    {
        null or "" => usual,
        var text when int.TryParse(text, out var value) && value is >= 1 and <= 10_000_000 => value,
        var text => throw Invalid(key, $"The setting {key} is '{text}'. Set it to a whole number from 1 to 10,000,000, or remove it for {usual}."),
    };

    private static OptionsValidationException Invalid(string key, string message) => new(key, typeof(AccessOptions), [message]);
}
