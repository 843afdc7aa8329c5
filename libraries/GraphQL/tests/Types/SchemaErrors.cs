using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Tests.Types;

/// <summary>The errors of a schema's text as lines: message and places.</summary>
internal static class SchemaErrors
{
    public static IReadOnlyList<string> Of(string sdl)
    {
        try
        {
            Schema.Parse(sdl);
            return [];
        }
        catch (SchemaException exception)
        {
            return [.. exception.Errors.Select(e => string.Join(' ', e.Locations.Select(l => $"{l.Line}:{l.Column}").Prepend(e.Message)))];
        }
    }
}
