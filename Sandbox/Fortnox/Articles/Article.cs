using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Articles;

/// <summary>Something that is sold. An invoice row that names it takes over what the row leaves out. Changes make a new one in its place.</summary>
internal sealed record Article
{
    /// <summary>Fields that are kept as they come.</summary>
    public static readonly TextFields Fields = new(("EAN", 30), ("Manufacturer", 200), ("ManufacturerArticleNumber", 200), ("Note", 10000), ("StockPlace", 100), ("Unit", 15));

    public required string Number { get; init; }

    public required string Description { get; init; }

    /// <summary><c>STOCK</c> or <c>SERVICE</c>.</summary>
    public string Type { get; init; } = "STOCK";

    public bool IsActive { get; init; } = true;

    /// <summary>Percent.</summary>
    public int Vat { get; init; } = 25;

    public int? SalesAccount { get; init; }

    public int? PurchaseAccount { get; init; }

    public decimal PurchasePrice { get; init; }

    /// <summary>Values of <see cref="Fields"/>.</summary>
    public Dictionary<string, string> Texts { get; init; } = new(StringComparer.Ordinal);

    public DateTimeOffset ModifiedAt { get; init; }

    public JsonObject ToJson(FortnoxCall call)
    {
        var shape = new JsonObject
        {
            ["@url"] = call.Url($"articles/{Number}"),
            ["Active"] = IsActive,
            ["ArticleNumber"] = Number,
            ["Description"] = Description,
            ["PurchaseAccount"] = PurchaseAccount,
            ["PurchasePrice"] = FortnoxValue.Amount(PurchasePrice),
            ["SalesAccount"] = SalesAccount,
            // Prices live in price lists, which are not simulated.
            ["SalesPrice"] = 0,
            ["Type"] = Type,
            ["VAT"] = Vat,
        };
        Fields.Write(shape, Texts);
        return shape;
    }
}

/// <summary>What a request says about an article; absent fields are null and stay as they are.</summary>
internal sealed record ArticleChange
{
    public string? Number { get; private init; }
    public string? Description { get; private init; }
    private string? Type { get; init; }
    private bool? Active { get; init; }
    private int? Vat { get; init; }
    private int? SalesAccount { get; init; }
    private int? PurchaseAccount { get; init; }
    private decimal? PurchasePrice { get; init; }
    private Dictionary<string, string> Texts { get; init; } = [];

    public static ArticleChange Read(FieldReader fields, bool descriptionRequired)
    {
        fields.ReadOnly("SalesPrice");
        return new ArticleChange
        {
            Number = fields.Text("ArticleNumber", 50),
            Description = fields.Text("Description", 200, descriptionRequired),
            Type = fields.Choice("Type", "STOCK", "SERVICE"),
            Active = fields.Flag("Active"),
            Vat = fields.Integer("VAT"),
            SalesAccount = fields.Integer("SalesAccount"),
            PurchaseAccount = fields.Integer("PurchaseAccount"),
            PurchasePrice = fields.Number("PurchasePrice"),
            Texts = Article.Fields.Read(fields),
        };
    }

    /// <returns>What the registers have not got of what the request names; null when they have it all.</returns>
    public FortnoxError? Check(FortnoxCompany company)
    {
        if (Vat is { } rate && !VatRates.IsActive(rate)) return VatRates.NotActive(rate);
        foreach (var account in new[] { SalesAccount, PurchaseAccount })
            if (account is { } number && !company.Selected.Accounts.ContainsKey(number)) return FortnoxError.RowAccountNotFound(number);
        return null;
    }

    public Article Apply(Article article, DateTimeOffset now) => article with
    {
        Description = Description ?? article.Description,
        Type = Type ?? article.Type,
        IsActive = Active ?? article.IsActive,
        Vat = Vat ?? article.Vat,
        SalesAccount = SalesAccount ?? article.SalesAccount,
        PurchaseAccount = PurchaseAccount ?? article.PurchaseAccount,
        PurchasePrice = PurchasePrice ?? article.PurchasePrice,
        Texts = TextFields.Merge(article.Texts, Texts),
        ModifiedAt = now,
    };
}
