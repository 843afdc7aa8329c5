using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Tests.Lists;

/// <summary>Goes through a list page by page, to its end.</summary>
internal static class Walk
{
    /// <summary>A list that never ends would be a defect of its own.</summary>
    private const int MostPages = 200;

    /// <param name="between">Called after each page but the last, with its number from 1.</param>
    public static async Task<List<T>> ForwardAsync<T>(int size, Func<PageRequest, Task<Page<T>>> page, Func<int, Task>? between = null)
    {
        var items = new List<T>();
        string? after = null;
        for (var number = 1; number <= MostPages; number++)
        {
            var got = await page(PageRequest.Forward(size, after));
            got.Edges.Count.ShouldBeLessThanOrEqualTo(size);
            got.HasPrevious.ShouldBe(after is not null);
            items.AddRange(got.Items);
            if (!got.HasNext)
            {
                return items;
            }

            got.Edges.Count.ShouldBe(size);
            after = got.EndCursor;
            await (between?.Invoke(number) ?? Task.CompletedTask);
        }

        throw new InvalidOperationException($"After {MostPages} pages of {size} the list still goes on: it holds what was seen before.");
    }

    /// <returns>The items in the list's order.</returns>
    public static async Task<List<T>> BackwardAsync<T>(int size, Func<PageRequest, Task<Page<T>>> page)
    {
        var items = new List<T>();
        string? before = null;
        for (var number = 1; number <= MostPages; number++)
        {
            var got = await page(PageRequest.Back(size, before));
            got.Edges.Count.ShouldBeLessThanOrEqualTo(size);
            got.HasNext.ShouldBe(before is not null);
            items.InsertRange(0, got.Items);
            if (!got.HasPrevious)
            {
                return items;
            }

            got.Edges.Count.ShouldBe(size);
            before = got.StartCursor;
        }

        throw new InvalidOperationException($"After {MostPages} pages of {size} the list still goes on: it holds what was seen before.");
    }
}
