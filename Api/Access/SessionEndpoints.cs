using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Tenants;

namespace OrleansLedger.Api.Access;

/// <summary>Signing in and out of the dashboard, and asking who one is, with a cookie or a key.</summary>
internal static class SessionEndpoints
{
    private const long LongestBody = 4_096;

    public static void MapSession(this IEndpointRouteBuilder app)
    {
        var session = app.MapGroup("/session");
        session.MapPost("", SignInAsync).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LongestBody));
        session.MapGet("", ShowAsync).RequireAuthorization();
        session.MapDelete("", SignOutAsync);
    }

    private static async Task SignInAsync(SignIn body, HttpContext context, KeyCheck keys, LedgerDatabase database)
    {
        if (ForgeryGuard.IsFromElsewhere(context.Request) is { } refusal)
        {
            await refusal.WriteAsync(context);
            return;
        }

        if (!ApiKeyText.TryParse(body.Key?.Trim(), out var key) || await keys.FindAsync(key.Id, key.Hash(), context.RequestAborted) is not { } holder)
        {
            await Refusal.NotSignedIn.WriteAsync(context);
            return;
        }

        await Session.SignInAsync(context, holder, key.Hash());
        await WriteAsync(context, database, holder);
    }

    private static Task ShowAsync(HttpContext context, LedgerDatabase database) =>
        WriteAsync(context, database, new KeyHolder(context.User.KeyId()!.Value, context.User.TenantId(), context.User.Identity!.Name!, context.User.HighestRole()!.Value));

    private static async Task SignOutAsync(HttpContext context)
    {
        if (ForgeryGuard.Check(context.Request) is { } refusal)
        {
            await refusal.WriteAsync(context);
            return;
        }

        await Session.SignOutAsync(context);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task WriteAsync(HttpContext context, LedgerDatabase database, KeyHolder holder)
    {
        var tenant = holder.TenantId is { } id ? await TenantStore.FindAsync(database, id, context.RequestAborted) : null;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            new
            {
                key = new { id = GlobalId.Of(GlobalId.ApiKey, holder.Id.Value), name = holder.Name },
                role = holder.Role.ToString().ToUpperInvariant(),
                tenant = tenant is null ? null : new { id = GlobalId.Of(GlobalId.Tenant, tenant.Id.Value), name = tenant.Name },
            },
            context.RequestAborted);
    }

    private sealed record SignIn(string? Key);
}
