using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OrleansLedger.GraphQL.Transports.PersistedDocuments;

/// <summary>The text of a request's document, or why there is none.</summary>
/// <param name="Text">As UTF-8.</param>
/// <param name="Refusal">Null where there is a text.</param>
internal readonly record struct FoundDocument(ReadOnlyMemory<byte> Text, Refusal? Refusal);

/// <summary>Finds the document a request means, whichever way the request came.</summary>
internal sealed class DocumentLookup(PersistedDocumentOptions options)
{
    private const string NotFound = "PersistedQueryNotFound";
    private const string NotSupported = "PersistedQueryNotSupported";

    /// <summary>The document of a request.</summary>
    public ValueTask<FoundDocument> FindAsync(RequestParameters parameters, CancellationToken cancellationToken)
    {
        if (parameters.DocumentId is { } id)
        {
            return parameters.Query.IsEmpty
                ? FindTrustedAsync(id, cancellationToken)
                : Refused(Refusal.BadRequest("The request has both \"query\" and \"documentId\": send one of them."));
        }

        if (parameters.Extensions.ValueKind == JsonValueKind.Object && parameters.Extensions.TryGetProperty("persistedQuery", out var persisted) && persisted.ValueKind != JsonValueKind.Null)
        {
            return TryReadHash(persisted, out var hash, out var problem) ? FindByHashAsync(hash, parameters.Query, cancellationToken) : Refused(problem);
        }

        if (options.OnlyTrusted)
        {
            return Refused(NotTrusted());
        }

        return parameters.Query.IsEmpty
            ? Refused(Refusal.BadRequest("The request has no document: send it as the member \"query\" of the body, or as the parameter \"query\" of the URL."))
            : new ValueTask<FoundDocument>(new FoundDocument(parameters.Query, null));
    }

    private static bool TryReadHash(JsonElement persisted, [NotNullWhen(true)] out string? hash, [NotNullWhen(false)] out Refusal? problem)
    {
        hash = null;
        problem = null;
        if (persisted.ValueKind != JsonValueKind.Object || !persisted.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != 1)
        {
            problem = Refusal.BadRequest("Unsupported persisted query version: \"extensions.persistedQuery\" must be an object with \"version\": 1.");
            return false;
        }

        hash = persisted.TryGetProperty("sha256Hash", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        if (string.IsNullOrEmpty(hash))
        {
            problem = Refusal.BadRequest("\"extensions.persistedQuery\" must have the document's SHA-256 in hex as \"sha256Hash\".");
            return false;
        }

        return true;
    }

    private static ValueTask<FoundDocument> Refused(Refusal refusal) => new(new FoundDocument(default, refusal));

    private static Refusal NotTrusted() => Refusal.WellFormed("Only stored documents are executed here: store the document with the server, and send its id as \"documentId\".", "TRUSTED_DOCUMENTS_ONLY");

    private async ValueTask<FoundDocument> FindTrustedAsync(string id, CancellationToken cancellationToken)
    {
        if (options.Trusted is null)
        {
            return new FoundDocument(default, Refusal.WellFormed("No documents are stored here: send the document as \"query\" instead of \"documentId\".", ErrorCodes.PersistedQueryNotSupported));
        }

        return await options.Trusted.FindAsync(id, cancellationToken) is { } text
            ? new FoundDocument(text, null)
            : new FoundDocument(default, Refusal.WellFormed($"No document \"{id}\" is stored here: store it with the server before it is asked for.", ErrorCodes.PersistedQueryNotFound));
    }

    private async ValueTask<FoundDocument> FindByHashAsync(string hash, ReadOnlyMemory<byte> query, CancellationToken cancellationToken)
    {
        // Apollo's clients name trusted documents by the same member.
        if (options.Trusted is { } trusted && await trusted.FindAsync(hash, cancellationToken) is { } stored)
        {
            return new FoundDocument(stored, null);
        }

        if (options.OnlyTrusted)
        {
            return new FoundDocument(default, NotTrusted());
        }

        if (options.Automatic is not { } automatic)
        {
            // The client sends the whole document from then on; the words are its protocol's.
            return new FoundDocument(default, Refusal.WellFormed(NotSupported, ErrorCodes.PersistedQueryNotSupported));
        }

        if (query.IsEmpty)
        {
            return await automatic.FindAsync(hash, cancellationToken) is { } known
                ? new FoundDocument(known, null)
                : new FoundDocument(default, Refusal.WellFormed(NotFound, ErrorCodes.PersistedQueryNotFound));
        }

        if (!Matches(query.Span, hash))
        {
            return new FoundDocument(default, new Refusal(StatusCodes.Status400BadRequest, new GraphQLError("provided sha does not match query") { Code = ErrorCodes.BadRequest }));
        }

        await automatic.AddAsync(hash, query, cancellationToken);
        return new FoundDocument(query, null);
    }

    private static bool Matches(ReadOnlySpan<byte> query, string hash)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(query, bytes);
        return Convert.ToHexStringLower(bytes) == hash;
    }
}
