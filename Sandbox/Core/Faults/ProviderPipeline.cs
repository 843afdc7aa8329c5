using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using OrleansLedger.Sandbox.Core.Calls;
using OrleansLedger.Sandbox.Core.Companies;

namespace OrleansLedger.Sandbox.Core.Faults;

/// <summary>
/// Stands around every provider endpoint: lets faults strike and records the call. A fault "after" runs the endpoint into a buffer first, so that
/// the effect is there whatever then happens to the answer.
/// </summary>
internal sealed class ProviderPipeline(RequestDelegate next, ProviderCatalog catalog, FaultBook faults, CallLog calls, CompanyStatistics statistics, SandboxClock clock, IHostApplicationLifetime lifetime)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (catalog.Of(context.Request.Path) is not { } provider)
        {
            await next(context);
            return;
        }

        var at = clock.GetUtcNow();
        var began = Stopwatch.GetTimestamp();
        var company = provider.CompanyOf(context);
        var path = context.Request.Path.Value ?? "";
        var fault = faults.Take(provider.Name, new FaultHit(at, context.Request.Method, path, company));
        var answered = true;
        try
        {
            if (fault is null) await next(context);
            else answered = await StrikeAsync(context, provider, fault);
        }
        finally
        {
            var status = answered ? context.Response.StatusCode : 0;
            statistics.Called(provider.Name, company, EndpointOf(context), status);
            calls.Add(new RecordedCall(at, provider.Name, company, context.Request.Method, path, status, Stopwatch.GetElapsedTime(began).TotalMilliseconds, fault?.Specification.Kind.ToString()));
        }
    }

    /// <returns>Whether an answer was sent.</returns>
    private async Task<bool> StrikeAsync(HttpContext context, ISimulatedProvider provider, Fault fault)
    {
        var specification = fault.Specification;
        switch (specification.Kind)
        {
            case FaultKind.DropBefore:
                context.Abort();
                return false;
            case FaultKind.Status:
                await provider.WriteErrorAsync(context, specification.Status!.Value, specification.Message);
                return true;
            case FaultKind.Throttle:
                await provider.WriteThrottledAsync(context, specification.Rule ?? "minute", specification.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
                return true;
            case FaultKind.HoldBefore:
                // A caller that died while held must not leave an effect behind: the call "never arrived".
                if (!await HeldAsync(context, fault))
                {
                    context.Abort();
                    return false;
                }

                await next(context);
                return true;
        }

        var buffer = new MemoryStream();
        var original = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        context.Response.Body = buffer;
        await next(context);
        context.Features.Set(original);

        switch (specification.Kind)
        {
            case FaultKind.DropAfter:
            case FaultKind.HoldAfter when !await HeldAsync(context, fault):
                context.Abort();
                return false;
            case FaultKind.ErrorAfter:
                context.Response.Clear();
                await provider.WriteErrorAsync(context, specification.Status ?? StatusCodes.Status500InternalServerError, specification.Message);
                return true;
            case FaultKind.Slow:
                await Task.Delay(TimeSpan.FromMilliseconds(specification.DelayMs!.Value), TimeProvider.System, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
        }

        if (buffer.Length > 0) await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
        return true;
    }

    /// <returns>True once released; false when the caller went away first.</returns>
    private async Task<bool> HeldAsync(HttpContext context, Fault fault)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await fault.Released.WaitAsync(gone.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return fault.Released.IsCompleted && !context.RequestAborted.IsCancellationRequested;
    }

    private static string EndpointOf(HttpContext context) =>
        $"{context.Request.Method} {(context.GetEndpoint() is RouteEndpoint endpoint ? endpoint.RoutePattern.RawText : "(no such path)")}";
}
