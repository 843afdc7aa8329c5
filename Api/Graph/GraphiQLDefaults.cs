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
        # Every request needs an API key. In the tab
        # "Headers" below, replace olk_... with yours:
        #
        #   { "Authorization": "Bearer olk_..." }
        #
        # The platform key, which the AppHost prints,
        # creates tenants and their first keys.
        # A tenant's key does everything else.
        #
        # This query works with any key. Run it with
        # the button on the right or Ctrl-Enter.
        query WhoAmI {
          viewer {
            name
            role
            tenantId
          }
        }
        """;
}
