using System.Security.Claims;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Tests.CodeFirst;

/// <summary>What a shelf holds.</summary>
[InterfaceType]
public interface IItem
{
    /// <summary>Printed on its back.</summary>
    [ID]
    Guid Id { get; }

    string Title { get; }
}

[UnionType]
public interface IFound;

/// <summary>A printed work.</summary>
/// <param name="Id">Printed on its back.</param>
/// <param name="Title">As on the cover.</param>
/// <param name="Kind">Where it stands.</param>
/// <param name="Subtitle">Null for most.</param>
public sealed record Book([property: ID] Guid Id, string Title, BookKind Kind, string? Subtitle, [property: GraphQLIgnore] int WriterId) : IItem, IFound
{
    [Obsolete("Use `title`.")]
    public string Name => Title;

    public string Broken => throw new InvalidOperationException("A secret of the server's.");

    public int Pages(Unit unit = Unit.WholePages) => unit == Unit.WholePages ? 100 : 200;
}

public sealed record Film([property: ID] Guid Id, string Title, TimeSpanText Length) : IItem;

/// <summary>Hours and minutes.</summary>
public sealed record TimeSpanText(int Hours, int Minutes);

public sealed record Writer([property: ID] int Id, string Name) : IFound;

public enum BookKind
{
    /// <summary>Made up.</summary>
    Fiction,

    [GraphQLDeprecated("Say FICTION.")]
    ScienceFiction,

    [GraphQLName("TRUE_STORY")]
    NonFiction,
}

public enum Unit
{
    WholePages,
    HalfPages,
}

/// <summary>What to look for.</summary>
/// <param name="Text">Part of the title.</param>
/// <param name="Kinds">Any of these.</param>
/// <param name="Limit">At most so many.</param>
public sealed record BookFilter(string? Text, IReadOnlyList<BookKind>? Kinds, int Limit = 10);

public sealed class ChangeBookInput
{
    [ID]
    public required Guid Id { get; init; }

    public Optional<string?> Subtitle { get; init; }

    public string Language { get; set; } = "sv";
}

[OneOf]
public sealed record BookBy([property: ID] Guid? Id, string? Title);

public sealed class Shelf
{
    public static readonly Guid First = Guid.Parse("0198c000-0000-7000-8000-000000000001");

    public IReadOnlyList<Book> Books { get; } =
    [
        new(First, "Röda rummet", BookKind.Fiction, null, 1),
        new(Guid.Parse("0198c000-0000-7000-8000-000000000002"), "Kallocain", BookKind.ScienceFiction, "Roman", 2),
        new(Guid.Parse("0198c000-0000-7000-8000-000000000003"), "Inferno", BookKind.NonFiction, null, 1),
    ];

    public List<IReadOnlyList<int>> Batches { get; } = [];
}

public sealed class WriterById(Shelf shelf) : BatchDataLoader<int, Writer>
{
    protected override async Task<IReadOnlyDictionary<int, Writer>> LoadBatchAsync(IReadOnlyList<int> keys, CancellationToken cancellationToken)
    {
        shelf.Batches.Add([.. keys.Order()]);
        await Task.Yield();
        return keys.Where(k => k < 3).ToDictionary(k => k, k => new Writer(k, $"Writer {k}"));
    }
}

[QueryType]
public static class BookQueries
{
    /// <summary>Books that fit.</summary>
    /// <param name="shelf">A service.</param>
    /// <param name="filter">Everything without one.</param>
    public static IEnumerable<Book> GetBooks(Shelf shelf, BookFilter? filter) => shelf.Books
        .Where(b => (filter?.Text is null || b.Title.Contains(filter.Text, StringComparison.OrdinalIgnoreCase)) && (filter?.Kinds is null || filter.Kinds.Contains(b.Kind)))
        .Take(filter?.Limit ?? 10);

    public static Book? GetBook(BookBy by, [Service] Shelf shelf) => shelf.Books.FirstOrDefault(b => b.Id == by.Id || b.Title == by.Title);

    [UsePaging(DefaultPageSize = 2, MaxPageSize = 5)]
    public static IReadOnlyList<Book> GetPagedBooks(Shelf shelf) => shelf.Books;

    [UsePaging(MaxPageSize = 3)]
    public static async Task<IEnumerable<int>> GetNumbersAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return Enumerable.Range(10, 7);
    }

    public static IEnumerable<IItem> GetItems(Shelf shelf) => [shelf.Books[0], new Film(Shelf.First, "Persona", new TimeSpanText(1, 23))];

    public static IEnumerable<IFound> GetFound(Shelf shelf) => [shelf.Books[0], new Writer(1, "Writer 1")];

    public static string? GetUserName(ClaimsPrincipal user) => user.Identity?.Name;

    public static IReadOnlyList<Guid> Ids([ID] List<Guid> ids) => ids;

    public static bool WantsTitle([IsSelected("title")] bool selected) => selected;

    public static async IAsyncEnumerable<int> GetCountedAsync(int to)
    {
        for (var i = 1; i <= to; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    public static async Task<int> GetForeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return 1;
    }

    public static int Refused() => throw new GraphQLException(new GraphQLError("Not today.") { Code = "CLOSED", Extensions = new Dictionary<string, object?> { ["opensAt"] = 8 } });

    [Authorize]
    public static string ForMembers() => "hello";

    [Authorize(Roles = ["librarian"])]
    public static Task<string> ForLibrarians() => Task.FromResult("hush");

    [Authorize("adult")]
    public static string ForAdults() => "well";
}

[QueryType]
public sealed class InstanceQueries(Shelf shelf)
{
    public int BookCount => shelf.Books.Count;
}

[ObjectType<Book>]
public static class BookNode
{
    public static async Task<Writer?> GetWriterAsync([Parent] Book book, WriterById writers) => await writers.LoadAsync(book.WriterId);

    [Authorize(Roles = ["librarian"])]
    public static string ShelfMark([Parent] Book book) => $"{book.Title[0]}-1";

    /// <summary>Two batches, one after the other.</summary>
    public static async Task<Writer?> GetWriterOfWriterAsync([Parent] Book book, WriterById writers)
    {
        var writer = await writers.LoadAsync(book.WriterId);
        return await writers.LoadAsync(writer!.Id + 1);
    }
}

[MutationType]
public static class BookMutations
{
    public static string ChangeBook(ChangeBookInput input) => $"{input.Id:N} {(input.Subtitle.HasValue ? $"'{input.Subtitle.Value}'" : "-")} {input.Language}";

    public static async Task<int> AppendAsync(int value, List<int> journal)
    {
        await Task.Yield();
        journal.Add(value);
        return journal.Count;
    }
}

[SubscriptionType]
public static class BookSubscriptions
{
    [Subscribe]
    [Topic("lent-{title}")]
    public static string BookLent(string title, [EventMessage] int times) => $"{title} {times}";

    [Subscribe]
    public static async IAsyncEnumerable<int> CountDown(int from)
    {
        for (var i = from; i > 0; i--)
        {
            await Task.Yield();
            yield return i;
        }
    }

    [Subscribe(With = nameof(Returned))]
    public static Book BookReturned([EventMessage] Book book) => book;

    public static async IAsyncEnumerable<Book> Returned(Shelf shelf)
    {
        foreach (var book in shelf.Books)
        {
            await Task.Yield();
            yield return book;
        }
    }
}
