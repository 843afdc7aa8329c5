namespace OrleansLedger.GraphQL;

/// <summary>The page a request asks for, checked against the field's <see cref="UsePagingAttribute"/>. A parameter of this type gets it.</summary>
/// <param name="First">Items from the beginning, or after <paramref name="After"/>; null when <paramref name="Last"/> is given.</param>
/// <param name="After">Only items after this cursor.</param>
/// <param name="Last">Items from the end, or before <paramref name="Before"/>.</param>
/// <param name="Before">Only items before this cursor.</param>
public sealed record PagingArguments(int? First, string? After, int? Last, string? Before)
{
    /// <summary>The page a request asks for.</summary>
    /// <exception cref="GraphQLException">It asks for too much, for a negative number, or from both ends.</exception>
    internal static PagingArguments Of(int? first, string? after, int? last, string? before, UsePagingAttribute paging)
    {
        if (first is not null && last is not null)
        {
            throw new GraphQLException("Give \"first\" or \"last\", not both.", ErrorCodes.BadUserInput);
        }

        Check("first", first, paging);
        Check("last", last, paging);
        return new PagingArguments(last is null ? first ?? Math.Min(paging.DefaultPageSize, paging.MaxPageSize) : null, after, last, before);
    }

    private static void Check(string name, int? count, UsePagingAttribute paging)
    {
        if (count < 0)
        {
            throw new GraphQLException($"\"{name}\" must be 0 or more; it is {count}.", ErrorCodes.BadUserInput);
        }

        if (count > paging.MaxPageSize)
        {
            throw new GraphQLException($"\"{name}\" may be {paging.MaxPageSize} at most; it is {count}. Ask for the rest with further pages.", ErrorCodes.BadUserInput);
        }
    }
}
