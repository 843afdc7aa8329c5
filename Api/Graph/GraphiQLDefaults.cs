namespace OrleansLedger.Api.Graph;

/// <summary>The content of a new tab in GraphiQL: a query that works with every key, and the header that every request needs.</summary>
internal static class GraphiQLDefaults
{
    public const string Headers = """
        {
          "Authorization": "Bearer olk_..."
        }
        """;

    public const string Query = """
        # Every request needs an API key. Replace olk_... with yours in the tab
        # "Headers" below:
        #
        #   { "Authorization": "Bearer olk_..." }
        #
        # The platform key, which `dotnet run --project AppHost` prints, creates
        # tenants and their first keys. A tenant's key does everything else.
        #
        # This query works with both. Run it with the button above or Ctrl-Enter.
        query WhoAmI {
          viewer {
            name
            role
            tenantId
          }
        }
        """;
}
