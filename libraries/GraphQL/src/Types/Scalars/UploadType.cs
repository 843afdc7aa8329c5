using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Scalars;

/// <summary>A file of a multipart request. The coercion of variables finds it by the variable's path; it has no form in JSON or in a document.</summary>
internal sealed class UploadType : Scalar<IFormFile>
{
    public UploadType()
        : base("Upload")
    {
        SpecifiedByUrl = "https://github.com/jaydenseric/graphql-multipart-request-spec";
        Description = "The `Upload` scalar type represents a file sent with a multipart request.";
    }

    public override bool TryCoerceLiteral(ValueNode literal, out object? value, [NotNullWhen(false)] out string? error) =>
        Refused($"Upload cannot be written in a document: {Printer.Print(literal)}. Declare a variable of type Upload and send the file in a multipart request.", out value, out error);

    public override bool TryCoerceJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? error) =>
        Refused($"Upload cannot represent JSON value: {Inspection.Of(json)}. Send null in its place and the file in a multipart request that maps the file to this variable.", out value, out error);

    public override bool TryWriteValue(ResponseWriter writer, IFormFile value, [NotNullWhen(false)] out string? error)
    {
        error = "Upload is for input only: a file cannot be part of a response.";
        return false;
    }

    protected override bool TryWriteOther(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error)
    {
        error = "Upload is for input only: a file cannot be part of a response.";
        return false;
    }
}
