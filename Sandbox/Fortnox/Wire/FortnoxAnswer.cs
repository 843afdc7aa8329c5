using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Fortnox.Wire;

/// <summary>A successful answer: one thing wrapped by its name, or a list with its <c>MetaInformation</c>.</summary>
internal sealed record FortnoxAnswer(int Status, JsonObject Body) : IResult
{
    public static FortnoxAnswer Single(string wrapper, JsonObject entity) => new(StatusCodes.Status200OK, new JsonObject { [wrapper] = entity });

    public static FortnoxAnswer Created(string wrapper, JsonObject entity) => new(StatusCodes.Status201Created, new JsonObject { [wrapper] = entity });

    public static FortnoxAnswer List<T>(string wrapper, IReadOnlyList<T> all, Paging paging, Func<T, JsonObject> shape)
    {
        var total = Math.Max(0, all.Count - paging.Offset);
        var page = all.Skip(paging.Offset).Skip((int)Math.Min((paging.Page - 1L) * paging.Limit, int.MaxValue)).Take(paging.Limit);
        return new FortnoxAnswer(StatusCodes.Status200OK, new JsonObject
        {
            ["MetaInformation"] = new JsonObject
            {
                ["@TotalResources"] = total,
                ["@TotalPages"] = (total + paging.Limit - 1) / paging.Limit,
                ["@CurrentPage"] = paging.Page,
            },
            [wrapper] = new JsonArray([.. page.Select(shape)]),
        });
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        return httpContext.Response.WriteAsJsonAsync(Body, httpContext.RequestAborted);
    }
}

/// <summary>How single values are spelt.</summary>
internal static class FortnoxValue
{
    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>100 and 100.5, never 100.00: the division drops trailing zeros of the scale.</summary>
    public static decimal Amount(decimal amount) => amount / 1.0000000000000000000000000000m;
}
