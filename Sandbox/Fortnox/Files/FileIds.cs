namespace OrleansLedger.Sandbox.Fortnox.Files;

/// <summary>Ids of files and of what they are connected by are the same in small and capital letters.</summary>
internal static class FileIds
{
    public static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
