namespace OrleansLedger.Sandbox.QuickBooks.Query;

/// <summary>The query is not in the language (code 4000); the message is the service's detail text.</summary>
internal sealed class QuerySyntaxException : Exception
{
    public QuerySyntaxException()
    {
    }

    public QuerySyntaxException(string message)
        : base(message)
    {
    }

    public QuerySyntaxException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The query is in the language but asks for what cannot be (code 4001).</summary>
internal sealed class QueryRuleException : Exception
{
    public QueryRuleException()
    {
    }

    public QueryRuleException(string message)
        : base(message)
    {
    }

    public QueryRuleException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
