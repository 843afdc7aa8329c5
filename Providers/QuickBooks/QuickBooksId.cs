using System.Diagnostics.CodeAnalysis;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>
/// An id that says whose it is: QuickBooks numbers every kind of entity by itself, so <c>145</c> may be a purchase and a vendor.
/// Written <c>purchase:145</c>; a contact that has a currency of its own carries it: <c>vendor:56:EUR</c>.
/// </summary>
internal readonly record struct QuickBooksId(string Entity, string Id, string? Currency = null)
{
    public const string Purchase = "Purchase";
    public const string Deposit = "Deposit";
    public const string Vendor = "Vendor";
    public const string Customer = "Customer";
    public const string Employee = "Employee";

    private static readonly string[] s_entities = [Purchase, Deposit, Vendor, Customer, Employee];

    /// <exception cref="FormatException">Not an id of ours.</exception>
    public static QuickBooksId Parse(string text) => TryParse(text, out var id)
        ? id.Value
        : throw new FormatException($"'{text}' is not a QuickBooks id. Expected an entity and a number, such as purchase:145.");

    public override string ToString() => Currency is null ? $"{Entity.ToLowerInvariant()}:{Id}" : $"{Entity.ToLowerInvariant()}:{Id}:{Currency}";

    private static bool TryParse(string text, [NotNullWhen(true)] out QuickBooksId? id)
    {
        var parts = text.Split(':');
        var entity = s_entities.FirstOrDefault(known => known.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
        id = entity is not null && parts is [_, { Length: > 0 }] or [_, { Length: > 0 }, { Length: 3 }]
            ? new QuickBooksId(entity!, parts[1], parts.Length == 3 ? parts[2] : null)
            : null;
        return id is not null;
    }
}
