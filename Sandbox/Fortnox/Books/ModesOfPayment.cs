namespace OrleansLedger.Sandbox.Fortnox.Books;

/// <summary>Ways customers pay, each with the account the money arrives on.</summary>
internal static class ModesOfPayment
{
    public const string Default = "BG";

    private static readonly Dictionary<string, int> Accounts = new(StringComparer.Ordinal) { ["AG"] = 1930, ["BG"] = 1930, ["KONTANT"] = 1910, ["PG"] = 1920 };

    /// <returns>Null for a code that is not in the register.</returns>
    public static int? AccountOf(string code) => Accounts.TryGetValue(code, out var account) ? account : null;
}
