using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Subscriptions;

namespace OrleansLedger.GraphQL.Tests.Transports.Server;

public sealed record Book([property: ID] string Id, string Title, int Pages);

/// <summary>The books of one server.</summary>
public sealed class Shelf
{
    private readonly List<Book> books = [new("1", "Emil i Lönneberga", 90), new("2", "Bröderna Lejonhjärta", 220), new("3", "Ronja rövardotter", 230)];

    public IReadOnlyList<Book> All
    {
        get
        {
            lock (books)
            {
                return [.. books];
            }
        }
    }

    public Book Add(string title, int pages)
    {
        lock (books)
        {
            var book = new Book((books.Count + 1).ToString(), title, pages);
            books.Add(book);
            return book;
        }
    }
}

[QueryType]
public static class LibraryQueries
{
    public static string Hello(string name = "world") => $"Hello, {name}!";

    public static IReadOnlyList<Book> Books(Shelf shelf) => shelf.All;

    public static async Task<Book?> Book([ID] string id, Shelf shelf)
    {
        await Task.Yield();
        return shelf.All.FirstOrDefault(b => b.Id == id);
    }

    public static string? Fail() => throw new GraphQLException("The shelf is locked.", "SHELF_LOCKED");

    public static string? Break() => throw new InvalidOperationException("a secret of the server's");

    public static string MustFail() => throw new GraphQLException("Nothing without this.", "MUST");

    [Authorize]
    public static string? Me(ClaimsPrincipal user) => user.Identity?.Name;

    public static string? Visitor(ClaimsPrincipal user) => user.Identity?.Name;

    public static string ScopeId(ScopeMark mark) => mark.Id;

    public static JsonElement Echo(JsonElement value) => value;

    public static string Blob(int size) => new('x', size);

    public static async Task<string> Wait(Gate gate, CancellationToken cancellationToken) => await gate.PassAsync(cancellationToken);
}

[MutationType]
public static class LibraryMutations
{
    public static async Task<Book> AddBook(string title, int pages, Shelf shelf, ITopicEventSender topics, CancellationToken cancellationToken)
    {
        var book = shelf.Add(title, pages);
        await topics.SendAsync("books", book, cancellationToken);
        return book;
    }

    public static async Task<string> Upload(IFormFile file) => await TextOf(file);

    public static async Task<IReadOnlyList<string>> UploadMany(IReadOnlyList<IFormFile> files)
    {
        var texts = new List<string>();
        foreach (var file in files)
        {
            texts.Add(await TextOf(file));
        }

        return texts;
    }

    private static async Task<string> TextOf(IFormFile file)
    {
        using var reader = new StreamReader(file.OpenReadStream());
        return $"{file.FileName}: {await reader.ReadToEndAsync(CancellationToken.None)}";
    }
}

[SubscriptionType]
public static class LibrarySubscriptions
{
    /// <summary>1, 2, 3 and so on up to a number, each when it is asked for.</summary>
    [Subscribe(With = nameof(CountStream))]
    public static int Count([EventMessage] int value, int to) => value;

    public static async IAsyncEnumerable<int> CountStream(int to, SourceLog log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        log.Opened();
        try
        {
            for (var i = 1; i <= to; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
                log.Taken(i);
                yield return i;
            }
        }
        finally
        {
            log.Closed();
        }
    }

    /// <summary>Never an event, open until the subscriber leaves.</summary>
    [Subscribe(With = nameof(SilenceStream))]
    public static int Silence([EventMessage] int value) => value;

    public static async IAsyncEnumerable<int> SilenceStream(SourceLog log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        log.Opened();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            yield return 0;
        }
        finally
        {
            log.Closed();
        }
    }

    /// <summary>The numbers that a test sends.</summary>
    [Subscribe(With = nameof(LiveStream))]
    public static int Live([EventMessage] int value) => value;

    public static async IAsyncEnumerable<int> LiveStream(ITopicEventReceiver topics, SourceLog log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var numbers = await topics.SubscribeAsync<int>("live", cancellationToken);
        log.Opened();
        try
        {
            await foreach (var number in numbers)
            {
                log.Taken(number);
                yield return number;
            }
        }
        finally
        {
            log.Closed();
        }
    }

    /// <summary>One event, then the source breaks.</summary>
    [Subscribe(With = nameof(BreakingStream))]
    public static int Breaking([EventMessage] int value) => value;

    public static async IAsyncEnumerable<int> BreakingStream()
    {
        await Task.Yield();
        yield return 1;
        throw new InvalidOperationException("a secret of the source's");
    }

    [Subscribe]
    [Topic("books")]
    public static Book BookAdded([EventMessage] Book book, SourceLog log)
    {
        log.Taken(int.Parse(book.Id));
        return book;
    }

    /// <summary>As large an event as asked for, again and again.</summary>
    [Subscribe(With = nameof(FloodStream))]
    public static string Flood([EventMessage] int value, int size) => new('x', size);

    public static IAsyncEnumerable<int> FloodStream(int size, SourceLog log, CancellationToken cancellationToken) => CountStream(int.MaxValue, log, cancellationToken);

    [Authorize]
    [Subscribe(With = nameof(SilenceStream))]
    public static int Private([EventMessage] int value) => value;
}

/// <summary>One for each scope of services.</summary>
public sealed class ScopeMark
{
    public string Id { get; } = Guid.NewGuid().ToString();
}

/// <summary>Holds a query back until the test lets it go.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource<string> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => reached.Task;

    public Task Cancelled => cancelled.Task;

    public void Open() => opened.TrySetResult("passed");

    public async Task<string> PassAsync(CancellationToken cancellationToken)
    {
        reached.TrySetResult();
        try
        {
            return await opened.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            cancelled.TrySetResult();
            throw;
        }
    }
}

/// <summary>What became of the source streams of one server.</summary>
public sealed class SourceLog
{
    private int open;
    private int opened;
    private int taken;

    /// <summary>Streams that are open now.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>Streams that were ever opened.</summary>
    public int Total => Volatile.Read(ref opened);

    /// <summary>The last event taken from a source.</summary>
    public int LastTaken => Volatile.Read(ref taken);

    public void Opened()
    {
        Interlocked.Increment(ref open);
        Interlocked.Increment(ref opened);
    }

    public void Taken(int number) => Volatile.Write(ref taken, number);

    public void Closed() => Interlocked.Decrement(ref open);
}
