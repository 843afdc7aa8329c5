namespace OrleansLedger.GraphQL.Types;

/// <summary>"Did you mean": names near to a misspelt one.</summary>
internal static class Suggestions
{
    /// <summary>The names near enough to what was given, nearest first.</summary>
    public static IReadOnlyList<string> For(string given, IEnumerable<string> names) => [];

    /// <summary>The sentence to append to an error, beginning with a space; empty without suggestions.</summary>
    public static string DidYouMean(string what, IReadOnlyList<string> suggestions, bool quote) => "";
}
