using System.Text.Json.Nodes;

namespace OrleansLedger.GraphQL.Tests.Differential;

/// <summary>
/// What the differential suite asks of an implementation. Answers are JSON in the shapes of <c>reference.mjs</c>; an error is an object with <c>message</c>,
/// <c>locations</c> (when it has a place) and, in an execution, <c>path</c>; other members are not looked at.
/// </summary>
public interface IEngine
{
    /// <summary>Sets the schema of the calls that follow: <c>{"ok":true}</c>, or <c>{"errors":[...]}</c> with everything that is wrong with it.</summary>
    Task<JsonObject> SetSchemaAsync(string sdl, CancellationToken cancellation);

    /// <summary><c>{"ok":true,"printed":...}</c> or <c>{"error":...}</c>.</summary>
    Task<JsonObject> ParseAsync(string document, CancellationToken cancellation);

    /// <summary><c>{"errors":[...]}</c> of all rules, without a limit; <c>{"error":...}</c> when the document does not parse.</summary>
    Task<JsonObject> ValidateAsync(string document, CancellationToken cancellation);

    /// <summary><c>{"result":...}</c>: a result with <c>data</c> in response order and <c>errors</c>, or for a subscription an array of results.</summary>
    Task<JsonObject> ExecuteAsync(ExecuteRequest request, CancellationToken cancellation);

    /// <summary>The result of the standard introspection query with every option.</summary>
    Task<JsonObject> IntrospectAsync(CancellationToken cancellation);

    /// <summary><c>{"printed":...}</c>: the schema as SDL.</summary>
    Task<JsonObject> PrintSchemaAsync(CancellationToken cancellation);
}

/// <param name="Root">The root value, with the special objects that <c>reference.mjs</c> describes.</param>
public sealed record ExecuteRequest(string Document, JsonNode? Variables, string? OperationName, JsonNode? Root);
