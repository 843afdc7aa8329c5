using System.Collections.Concurrent;
using System.Text.Json;

namespace OrleansLedger.Storage.Database;

/// <summary>Enumerations in the database are words in snake_case, kept honest by named constraints.</summary>
public static class Text
{
    private static readonly ConcurrentDictionary<(Type Type, string Word), object> s_values = new();

    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <exception cref="ArgumentException">The word is none of the enumeration's.</exception>
    public static T Read<T>(string word)
        where T : struct, Enum =>
        (T)s_values.GetOrAdd((typeof(T), word), static key => Enum.Parse<T>(key.Word.Replace("_", ""), ignoreCase: true));
}
