using System.Text;
using System.Text.RegularExpressions;

namespace OrleansLedger.AppHost.Tests.Guide;

/// <summary>What stands for <c>{connectionId}</c> and its like: the guide gives a value its name where an answer shows it first, and uses it from there on.</summary>
internal sealed partial class Placeholders
{
    private Dictionary<string, string> values = new(StringComparer.Ordinal);

    public void Set(string name, string value) => values[name] = value;

    public string this[string name] => values.TryGetValue(name, out var value) ? value : throw new InvalidOperationException($"The guide uses {{{name}}} before an answer showed it.");

    /// <summary>What is taken from now on is given back when the result is disposed of, unless it is to be kept.</summary>
    public Taking Take() => new(this);

    /// <summary>The text with values in place of names; braces that name nothing known stay.</summary>
    public string Fill(string text) => Name.Replace(text, match => values.GetValueOrDefault(match.Groups["name"].Value, match.Value));

    /// <summary>
    /// Whether a text is as the guide shows it: names stand for their values, or take one where they have none yet; "…" stands for any text. Takes nothing where it is not.
    /// </summary>
    public bool Matches(string shown, string actual)
    {
        var pattern = new StringBuilder("^");
        List<string> taken = [];
        var at = 0;
        foreach (Match match in Part.Matches(shown))
        {
            pattern.Append(Regex.Escape(shown[at..match.Index]));
            at = match.Index + match.Length;
            var name = match.Groups["name"].Value;
            if (name.Length == 0)
            {
                pattern.Append(".*");
            }
            else if (values.TryGetValue(name, out var value))
            {
                pattern.Append(Regex.Escape(value));
            }
            else
            {
                // Alone it is the whole text; in an address it ends where the parameter does.
                pattern.Append(match.Length == shown.Length ? $"(?<{name}>.+)" : $"(?<{name}>[^&\\s\"]+)");
                taken.Add(name);
            }
        }

        pattern.Append(Regex.Escape(shown[at..])).Append('$');
        var found = Regex.Match(actual, pattern.ToString(), RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        taken.ForEach(name =>
        {
            if (found.Success)
            {
                values[name] = found.Groups[name].Value;
            }
        });
        return found.Success;
    }

    internal sealed class Taking(Placeholders of) : IDisposable
    {
        private readonly Dictionary<string, string> before = new(of.values, StringComparer.Ordinal);
        private bool kept;

        public void Keep() => kept = true;

        public void Dispose() => of.values = kept ? of.values : before;
    }

    [GeneratedRegex(@"\{(?<name>[a-z]\w+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"\{(?<name>[a-z]\w+)\}|…", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part { get; }
}
