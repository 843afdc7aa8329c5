using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Events;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Articles;

/// <summary>The register of articles. Their price cannot be written here: it belongs to price lists.</summary>
internal static class ArticleEndpoints
{
    private const string Wrapper = "Article";

    public static void Map(FortnoxApi api)
    {
        api.Get("articles", FortnoxScopes.Article, List);
        api.Get("articles/{number}", FortnoxScopes.Article, Single);
        api.Post("articles", FortnoxScopes.Article, Wrapper, Create);
        api.Put("articles/{number}", FortnoxScopes.Article, Wrapper, Update);
        api.Delete("articles/{number}", FortnoxScopes.Article, Delete);
    }

    private static IResult List(FortnoxCall call)
    {
        var query = call.Query();
        var filter = query.Choice("filter", "active", "inactive");
        var number = query.Search("articlenumber");
        var description = query.Search("description");
        var modified = query.Modified();
        var order = query.Order<Article>(("articlenumber", article => article.Number), ("description", article => article.Description));
        var paging = query.Paging();
        if (query.Finish() is { } wrong) return wrong;
        var articles = call.Company.Articles.Where(article => (filter is null || article.IsActive == (filter == "active")) && number(article.Number) && description(article.Description) && modified(article.ModifiedAt));
        return FortnoxAnswer.List("Articles", order(articles).ToList(), paging, article => article.ToJson(call));
    }

    private static IResult Single(FortnoxCall call) => call.Company.Article(call.Route("number")) is { } article
        ? FortnoxAnswer.Single(Wrapper, article.ToJson(call))
        : FortnoxError.NotFound("artikeln");

    private static IResult Create(FortnoxCall call, FieldReader fields)
    {
        var change = ArticleChange.Read(fields, descriptionRequired: true);
        if (fields.Finish() is { } wrong) return wrong;
        var number = change.Number is { Length: > 0 } own ? own : Numbering.Next(call.Company.Articles.Select(article => article.Number));
        if (call.Company.Article(number) is not null) return FortnoxError.Rule($"Artikelnumret används redan ({number}).");
        if (change.Check(call.Company) is { } unknown) return unknown;

        var made = change.Apply(new Article { Number = number, Description = change.Description! }, call.Now);
        call.Company.Articles.Add(made);
        call.Happened(Topics.Articles, "article-created-v1", number);
        return FortnoxAnswer.Created(Wrapper, made.ToJson(call));
    }

    private static IResult Update(FortnoxCall call, FieldReader fields)
    {
        var change = ArticleChange.Read(fields, descriptionRequired: false);
        if (fields.Finish() is { } wrong) return wrong;
        if (call.Company.Article(call.Route("number")) is not { } article) return FortnoxError.NotFound("artikeln");
        if (change.Number is { } number && number != article.Number) return FortnoxError.Rule($"Artikelnumret kan inte ändras ({article.Number}).");
        if (change.Check(call.Company) is { } unknown) return unknown;

        var changed = change.Apply(article, call.Now);
        call.Company.Articles[call.Company.Articles.IndexOf(article)] = changed;
        call.Happened(Topics.Articles, "article-updated-v1", article.Number);
        return FortnoxAnswer.Single(Wrapper, changed.ToJson(call));
    }

    private static IResult Delete(FortnoxCall call)
    {
        if (call.Company.Article(call.Route("number")) is not { } article) return FortnoxError.NotFound("artikeln");
        if (call.Company.Invoices.Values.Any(invoice => invoice.Rows.Any(row => row.ArticleNumber == article.Number))) return FortnoxError.Rule($"Artikeln används på en faktura och kan inte tas bort ({article.Number}).");
        call.Company.Articles.Remove(article);
        call.Happened(Topics.Articles, "article-deleted-v1", article.Number);
        return Results.NoContent();
    }
}
