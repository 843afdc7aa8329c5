using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace OrleansLedger.GraphQL.Transports.Http;

/// <summary>Reads a request from its URL.</summary>
internal static class UrlParameters
{
    public static bool TryRead(HttpRequest request, GraphQLEndpointOptions options, out RequestParameters parameters, out Refusal? refusal)
    {
        var url = request.QueryString.Value;
        if (url?.Length > options.MaxRequestSize)
        {
            parameters = default;
            refusal = new Refusal(StatusCodes.Status414UriTooLong, new GraphQLError($"The URL is longer than {options.MaxRequestSize} characters: send the request by POST.") { Code = ErrorCodes.BadRequest });
            return false;
        }

        ReadOnlyMemory<char> query = default;
        ReadOnlyMemory<char> variables = default;
        ReadOnlyMemory<char> extensions = default;
        string? operationName = null;
        string? documentId = null;
        foreach (var pair in new QueryStringEnumerable(url))
        {
            switch (pair.DecodeName().Span)
            {
                case "query":
                    query = pair.DecodeValue();
                    break;
                case "variables":
                    variables = pair.DecodeValue();
                    break;
                case "extensions":
                    extensions = pair.DecodeValue();
                    break;
                case "operationName":
                    operationName = pair.DecodeValue().ToString();
                    break;
                case "documentId":
                    documentId = pair.DecodeValue().ToString();
                    break;
            }
        }

        return RequestParameters.TryRead(query.Span, operationName, documentId, variables.Span, extensions.Span, out parameters, out refusal);
    }
}
