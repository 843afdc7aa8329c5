using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

[Flags]
internal enum EntityOperations
{
    Read = 1,
    Query = 2,
    Create = 4,
    Update = 8,
    Delete = 16,

    /// <summary>Appears in change data capture.</summary>
    Changes = 32,

    /// <summary>By <c>?operation=void</c>.</summary>
    Void = 64,

    /// <summary>By <c>?operation=update&amp;include=void</c>.</summary>
    VoidByUpdate = 128,

    /// <summary>Can be had as PDF and sent by mail.</summary>
    Send = 256,
    All = Read | Query | Create | Update | Delete | Changes,
}

/// <summary>One kind of entity: its members, what may be done with it and the rules for writing it.</summary>
internal abstract class EntityType(string name, EntityOperations operations, Shape shape)
{
    /// <summary>As in a body: <c>CompanyCurrency</c>.</summary>
    public string Name => name;

    /// <summary>As in a path: <c>companycurrency</c>.</summary>
    public string Path { get; } = name.ToLowerInvariant();

    public Shape Shape => shape;

    /// <summary>Members a query may filter and sort by, besides <c>Id</c> and the two of <c>MetaData</c>.</summary>
    public abstract IReadOnlyList<string> Queryable { get; }

    /// <summary>Entities of one family share their sequence of ids: transactions, names.</summary>
    public virtual string IdFamily => name;

    /// <summary>Lists whose elements are deactivated instead of deleted; a query hides the inactive ones.</summary>
    public virtual bool HasActive => false;

    /// <summary>Subscriptions below this one do not have the entity (5030).</summary>
    public virtual Plan LowestPlan => Plan.SimpleStart;

    public bool Can(EntityOperations operation) => operations.HasFlag(operation);

    /// <summary>The id of an entity that has none of its own sequence; null for all others.</summary>
    public virtual string? KeyOf(JsonObject entity) => null;

    /// <summary>Takes from a copy what the service does not show.</summary>
    public virtual void Present(JsonObject copy)
    {
    }

    /// <summary>Checks the draft against the books and completes it with what the service computes.</summary>
    public abstract void Complete(Draft draft);

    /// <summary>Reasons against deleting <paramref name="entity"/> go into <paramref name="draft"/>.</summary>
    public virtual void CheckDelete(Draft draft)
    {
    }

    /// <summary>How the entity moves balances: account id to amount, debits positive, in the account's currency.</summary>
    public virtual IEnumerable<KeyValuePair<string, decimal>> Postings(JsonObject entity, Books.QuickBooksCompany company) => [];
}
