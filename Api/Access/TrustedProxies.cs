using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace OrleansLedger.Api.Access;

/// <summary>
/// The proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed, so that the audit log and the rate limits see the client's address. From any other address the headers
/// are ignored: a client could write anything into them.
/// </summary>
internal static class TrustedProxies
{
    /// <summary>A list of addresses and of networks such as <c>10.0.0.0/8</c>; a proxy on the same machine if it is not set.</summary>
    public const string Key = "Api:TrustedProxies";

    private static readonly string[] s_loopback = ["127.0.0.0/8", "::1/128"];

    /// <exception cref="OptionsValidationException">An entry is neither an address nor a network; the message names it.</exception>
    public static IServiceCollection AddTrustedProxies(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(Key);
        var networks = (section.Exists() ? section.GetChildren().Select(c => (c.Path, Text: c.Value ?? "")) : s_loopback.Select(text => (Path: Key, Text: text)))
            .Select(entry => Parse(entry.Path, entry.Text))
            .ToList();
        return services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // Each trusted proxy adds the address of its caller on the right: the client is the first address from the right that is not a trusted proxy's.
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            networks.ForEach(options.KnownIPNetworks.Add);
        });
    }

    private static System.Net.IPNetwork Parse(string path, string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        return System.Net.IPNetwork.TryParse(text, out var network)
            ? network
            : throw new OptionsValidationException(
                path,
                typeof(ForwardedHeadersOptions),
                [$"The setting {path} is '{text}'. Set it to the address of a proxy (10.0.0.5) or a network (10.0.0.0/8)."]);
    }
}
