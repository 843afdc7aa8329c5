namespace OrleansLedger.Storage.Lists;

/// <summary>A row and the cursor that stands for its place in the list.</summary>
public sealed record Edge<T>(T Item, string Cursor);

/// <summary>One page of a list, in the list's order whichever way it was paged.</summary>
/// <param name="HasNext">There are rows after the page. Paging backward: true where a cursor was given, whose row was there.</param>
/// <param name="HasPrevious">There are rows before the page. Paging forward: true where a cursor was given, whose row was there.</param>
public sealed record Page<T>(IReadOnlyList<Edge<T>> Edges, bool HasNext, bool HasPrevious)
{
    public IEnumerable<T> Items => Edges.Select(e => e.Item);

    public string? StartCursor => Edges.Count == 0 ? null : Edges[0].Cursor;

    public string? EndCursor => Edges.Count == 0 ? null : Edges[^1].Cursor;

    public Page<TOther> Select<TOther>(Func<T, TOther> of) =>
        new(Edges.Select(e => new Edge<TOther>(of(e.Item), e.Cursor)).ToList(), HasNext, HasPrevious);
}

/// <summary>Which page: the first so many rows, or the last so many, between two cursors where they are given.</summary>
public sealed record PageRequest
{
    public const int LargestPage = 1000;

    private PageRequest(int size, bool backward, string? after, string? before) => (Size, Backward, After, Before) = (size, backward, after, before);

    public int Size { get; }

    /// <summary>The page is the last rows of the range, not the first.</summary>
    public bool Backward { get; }

    public string? After { get; }

    public string? Before { get; }

    /// <exception cref="ListRequestException">The size is not 1 to <see cref="LargestPage"/>.</exception>
    public static PageRequest Forward(int first, string? after = null, string? before = null) => new(Checked(first, "first"), backward: false, after, before);

    /// <exception cref="ListRequestException">The size is not 1 to <see cref="LargestPage"/>.</exception>
    public static PageRequest Back(int last, string? before = null, string? after = null) => new(Checked(last, "last"), backward: true, after, before);

    private static int Checked(int size, string name) => size is >= 1 and <= LargestPage
        ? size
        : throw new ListRequestException(ListRequestProblem.PageSize, $"'{name}' is {size}. Ask for 1 to {LargestPage} rows.");
}

/// <summary>What is wrong with the request for a page.</summary>
public enum ListRequestProblem
{
    PageSize,

    /// <summary>Text that no list has given out.</summary>
    CursorMalformed,

    /// <summary>A cursor of another list.</summary>
    CursorOfOtherList,

    /// <summary>A cursor of this list in another order.</summary>
    CursorOfOtherOrder,
}

/// <summary>The caller asked for a page that cannot be given; the message is for them.</summary>
public sealed class ListRequestException(ListRequestProblem problem, string message) : ArgumentException(message)
{
    public ListRequestProblem Problem => problem;
}
