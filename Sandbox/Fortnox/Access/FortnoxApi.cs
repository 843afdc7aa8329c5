using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core;
using OrleansLedger.Sandbox.Fortnox.Events;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Access;

/// <summary>Maps resources below <c>/3</c> (or another root). Every call is admitted first, handled with the company's gate held, and saved when it changed something.</summary>
internal sealed class FortnoxApi(RouteGroupBuilder routes, FortnoxProvider provider, FortnoxAccess access, EventLog events, SandboxClock clock)
{
    private const int LongestBody = 1024 * 1024;

    /// <param name="scope">Scope the token must have; null: none.</param>
    public void Get(string pattern, string? scope, Func<FortnoxCall, IResult> handle) =>
        routes.MapMethods(pattern, [HttpMethods.Get], (RequestDelegate)(context => RunAsync(context, scope, changes: false, handle)));

    public void Delete(string pattern, string scope, Func<FortnoxCall, IResult> handle) =>
        routes.MapMethods(pattern, [HttpMethods.Delete], (RequestDelegate)(context => RunAsync(context, scope, changes: true, handle)));

    /// <summary>A call with a JSON body <c>{"<paramref name="wrapper"/>":{…}}</c>.</summary>
    public void Post(string pattern, string scope, string wrapper, Func<FortnoxCall, FieldReader, IResult> handle) => Wrapped(HttpMethods.Post, pattern, scope, wrapper, handle);

    public void Put(string pattern, string scope, string wrapper, Func<FortnoxCall, FieldReader, IResult> handle) => Wrapped(HttpMethods.Put, pattern, scope, wrapper, handle);

    /// <summary>An action on a resource: PUT, whatever body comes with it.</summary>
    public void Act(string pattern, string scope, Func<FortnoxCall, IResult> handle) =>
        routes.MapMethods(pattern, [HttpMethods.Put], (RequestDelegate)(context => RunAsync(context, scope, changes: true, handle)));

    /// <summary>A call whose JSON body is itself what it is about, unwrapped, as in the younger APIs beside <c>/3</c>.</summary>
    public void Bare<TBody>(string method, string pattern, string scope, Func<FortnoxCall, TBody, IResult> handle) where TBody : JsonNode => Body(method, pattern, scope, body => body as TBody, handle);

    /// <summary>A call with a file as part <c>file</c> of a form.</summary>
    public void Upload(string pattern, string scope, Func<FortnoxCall, string, byte[], IResult> handle) => routes.MapMethods(pattern, [HttpMethods.Post], (RequestDelegate)(async context =>
    {
        var (company, refusal) = access.Admit(context, scope);
        if (company is null)
        {
            await refusal!.ExecuteAsync(context);
            return;
        }

        var (file, wrong) = await ReadFileAsync(context);
        var result = wrong ?? Handle(context, company, changes: true, call => handle(call, file.Name, file.Content));
        await result.ExecuteAsync(context);
    }));

    /// <summary>Whatever else is asked for below <c>/3</c>, and methods that a resource does not have.</summary>
    public void NoOtherRoutes() => routes.Map("{**rest}", (RequestDelegate)(context => RunAsync(context, scope: null, changes: false, _ => FortnoxError.NoSuchRoute())));

    private void Wrapped(string method, string pattern, string scope, string wrapper, Func<FortnoxCall, FieldReader, IResult> handle) =>
        Body(method, pattern, scope, body => (body as JsonObject)?[wrapper] as JsonObject, (call, fields) => handle(call, new FieldReader(fields)));

    private void Body<TBody>(string method, string pattern, string scope, Func<JsonNode?, TBody?> unwrap, Func<FortnoxCall, TBody, IResult> handle) where TBody : JsonNode => routes.MapMethods(pattern, [method], (RequestDelegate)(async context =>
    {
        var (company, refusal) = access.Admit(context, scope);
        if (company is null)
        {
            await refusal!.ExecuteAsync(context);
            return;
        }

        var (body, wrong) = await ReadBodyAsync(context, unwrap);
        var result = wrong ?? Handle(context, company, changes: true, call => handle(call, body!));
        await result.ExecuteAsync(context);
    }));

    private async Task RunAsync(HttpContext context, string? scope, bool changes, Func<FortnoxCall, IResult> handle)
    {
        var (company, refusal) = access.Admit(context, scope);
        var result = refusal ?? Handle(context, company!, changes, handle);
        await result.ExecuteAsync(context);
    }

    private IResult Handle(HttpContext context, Books.FortnoxCompany company, bool changes, Func<FortnoxCall, IResult> handle)
    {
        IResult result;
        lock (company.Gate)
        {
            var call = new FortnoxCall(context, company, clock.GetUtcNow());
            result = handle(call);
            // Still under the gate: events of a company stand in the order of what happened.
            if (result is not FortnoxError) events.Append(company.Id, call.Events);
        }

        if (changes && result is not FortnoxError) provider.Changed(company);
        return result;
    }

    private static async Task<(TBody? Body, FortnoxError? Wrong)> ReadBodyAsync<TBody>(HttpContext context, Func<JsonNode?, TBody?> unwrap) where TBody : JsonNode
    {
        if (!context.Request.HasJsonContentType()) return (null, FortnoxError.ContentType());
        if (context.Request.ContentLength is 0 or > LongestBody) return (null, FortnoxError.NoBody());
        try
        {
            return unwrap(await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)) is { } body ? (body, null) : (null, FortnoxError.NoBody());
        }
        catch (JsonException)
        {
            return (null, FortnoxError.JsonSyntax());
        }
        catch (ArgumentException)
        {
            // The same member twice.
            return (null, FortnoxError.JsonSyntax());
        }
    }

    private static async Task<((string Name, byte[] Content) File, FortnoxError? Wrong)> ReadFileAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true) return (default, FortnoxError.ContentType());
        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (form.Files["file"] is not { Length: > 0 } part) return (default, FortnoxError.NoBody());
            var content = new byte[part.Length];
            await using var stream = part.OpenReadStream();
            await stream.ReadExactlyAsync(content, context.RequestAborted);
            return ((Path.GetFileName(part.FileName), content), null);
        }
        catch (InvalidDataException)
        {
            return (default, FortnoxError.NoBody());
        }
    }
}
