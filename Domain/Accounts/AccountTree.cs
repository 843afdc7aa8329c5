namespace OrleansLedger.Domain.Accounts;

/// <summary>A chart whose accounts have parents.</summary>
public static class AccountTree
{
    /// <summary>
    /// The chart as a tree that can be walked, whatever the provider said: an account whose parent is not in the chart, or that would be its
    /// own ancestor, stands at the top.
    /// </summary>
    public static IReadOnlyList<RemoteAccount> Rooted(IReadOnlyList<RemoteAccount> accounts)
    {
        var parents = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var account in accounts)
        {
            parents[account.RemoteId] = account.ParentRemoteId;
        }

        return [.. accounts.Select(a => a.ParentRemoteId is { } parent && (!parents.ContainsKey(parent) || IsItsOwnAncestor(a.RemoteId, parents)) ? a with { ParentRemoteId = null } : a)];
    }

    private static bool IsItsOwnAncestor(string account, Dictionary<string, string?> parents)
    {
        var passed = new HashSet<string>(StringComparer.Ordinal);
        var above = parents[account];
        // A circle further up is the business of the accounts that are in it.
        while (above is not null && passed.Add(above))
        {
            if (string.Equals(above, account, StringComparison.Ordinal))
            {
                return true;
            }

            above = parents.GetValueOrDefault(above);
        }

        return false;
    }
}
