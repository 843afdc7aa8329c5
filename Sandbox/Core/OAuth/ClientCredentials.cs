using System.Security.Cryptography;
using System.Text;

namespace OrleansLedger.Sandbox.Core.OAuth;

/// <summary>Client id and secret of a token request, from HTTP Basic or, where the provider takes it, the form.</summary>
internal static class ClientCredentials
{
    public static (string Id, string Secret)? FromBasic(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..].Trim()));
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            // RFC 6749 2.3.1: both halves are form-encoded before they are joined; ids and secrets without reserved characters look the same.
            return colon < 0 ? null : (Uri.UnescapeDataString(pair[..colon]), Uri.UnescapeDataString(pair[(colon + 1)..]));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public static (string Id, string Secret)? FromForm(IFormCollection form) =>
        form["client_id"].ToString() is { Length: > 0 } id && form["client_secret"].ToString() is { Length: > 0 } secret ? (id, secret) : null;

    /// <summary>The app that presented these credentials, or null.</summary>
    public static RegisteredApp? Check(this RegisteredApps apps, string provider, (string Id, string Secret)? presented)
    {
        if (presented is not { } credentials || apps.Find(provider, credentials.Id) is not { } app) return null;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(app.ClientSecret), Encoding.UTF8.GetBytes(credentials.Secret)) ? app : null;
    }
}
