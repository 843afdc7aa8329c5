using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.GraphQL.Tests.Corpus;

/// <summary>
/// Reads a <c>.cases</c> file (its format: <c>Cases/README.md</c>): a head with what all cases share, then <c>### mark: name</c> with the document, followed by
/// <c>--- section</c> parts. Each <c>--- variables</c> part after the first makes one more case of the same document.
/// </summary>
internal sealed class CaseFile
{
    private static readonly string[] s_sections = ["schema", "text", "variables", "operation", "root"];

    private readonly string _path;
    private readonly CaseKind _kind;
    private readonly Func<string, string> _schemaOf;

    private CaseFile(string path, Func<string, string> schemaOf)
    {
        _path = path;
        _kind = Enum.Parse<CaseKind>(path.Split('/')[0]);
        _schemaOf = schemaOf;
    }

    private sealed record Section(string Name, string Label, int Line, string Text);

    /// <param name="path">Below the folder of the cases, with forward slashes.</param>
    /// <param name="schemaOf">From a name to SDL.</param>
    public static IReadOnlyList<TestCase> Read(string path, string text, Func<string, string> schemaOf) => new CaseFile(path, schemaOf).Read(text);

    private List<TestCase> Read(string text)
    {
        var cases = new List<TestCase>();
        var head = Array.Empty<Section>();
        foreach (var (title, line, sections) in Blocks(text))
        {
            if (title is null) head = sections;
            else cases.AddRange(CasesOf(title, line, head, sections));
        }

        var twice = cases.GroupBy(one => one.Name).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? cases : throw Broken(twice.Last().Line, $"the name '{twice.Key}' is there twice; a case is found by its name");
    }

    private IEnumerable<TestCase> CasesOf(string title, int line, Section[] head, Section[] sections)
    {
        var (mark, name) = MarkAndName(title, line);
        var document = sections.FirstOrDefault(section => section.Name == "text") is { } escaped
            ? JsonSerializer.Deserialize<string>(escaped.Text)!
            : sections[0].Text;
        if (document.Length == 0 && sections.All(section => section.Name != "text")) throw Broken(line, "a case needs a document");
        var schema = SchemaOf(sections) ?? SchemaOf(head);
        if (schema is null && _kind is CaseKind.Validation or CaseKind.Execution) throw Broken(line, "a case needs a schema, its own or the file's ('schema: name' at the top)");
        var common = new TestCase(_path, line, name, _kind, mark, schema, document, OperationName: One(sections, head, "operation")?.Text, Root: Json(One(sections, head, "root")));
        var variables = sections.Where(section => section.Name == "variables").ToArray();
        return variables.Length == 0
            ? [common]
            : variables.Select(section => common with { Line = section.Line, Name = section.Label.Length > 0 ? $"{name} / {section.Label}" : name, Variables = Json(section) });
    }

    private (Mark Mark, string Name) MarkAndName(string title, int line)
    {
        var colon = title.IndexOf(": ", StringComparison.Ordinal);
        var mark = colon < 0 ? Mark.None : title[..colon] switch { "valid" => Mark.Valid, "invalid" => Mark.Invalid, "other" => Mark.Other, "refused" => Mark.Refused, _ => Mark.None };
        var fits = _kind switch
        {
            CaseKind.Execution => mark is Mark.None or Mark.Refused,
            CaseKind.Validation => mark is Mark.Valid or Mark.Invalid or Mark.Other,
            _ => mark is Mark.Valid or Mark.Invalid,
        };
        if (!fits) throw Broken(line, _kind == CaseKind.Execution ? "an execution is marked 'refused: ' or not at all" : "say 'valid: ' or 'invalid: ' (of a rule also 'other: ') before the name");
        return (mark, mark == Mark.None ? title : title[(colon + 2)..]);
    }

    private string? SchemaOf(Section[] sections) => sections.FirstOrDefault(section => section.Name == "schema") switch
    {
        null => null,
        { Label.Length: > 0 } named => _schemaOf(named.Label),
        var own => own.Text,
    };

    private static Section? One(Section[] own, Section[] head, string name) => Array.Find(own, section => section.Name == name) ?? Array.Find(head, section => section.Name == name);

    private JsonNode? Json(Section? section)
    {
        if (section is null) return null;
        try
        {
            return JsonNode.Parse(section.Text);
        }
        catch (JsonException malformed)
        {
            throw Broken(section.Line, $"the {section.Name} are not JSON: {malformed.Message}");
        }
    }

    /// <summary>The head (without a title) and the cases, each cut into its document and its named sections.</summary>
    private IEnumerable<(string? Title, int Line, Section[] Sections)> Blocks(string text)
    {
        var lines = text.Split('\n');
        var start = 0;
        string? title = null;
        for (var at = 0; at <= lines.Length; at++)
        {
            if (at < lines.Length && !lines[at].StartsWith("### ", StringComparison.Ordinal)) continue;
            yield return (title, start, Sections(lines, start, at, title is null));
            if (at == lines.Length) break;
            title = lines[at][4..].Trim();
            start = at + 1;
        }
    }

    private Section[] Sections(string[] lines, int start, int end, bool head)
    {
        var sections = new List<Section>();
        var (name, label, from) = ("document", "", start);
        for (var at = start; at <= end; at++)
        {
            if (at < end && !lines[at].StartsWith("--- ", StringComparison.Ordinal)) continue;
            sections.Add(new Section(name, label, from, Trimmed(lines[from..at])));
            if (at == end) break;
            var words = lines[at][4..].Trim().Split(' ', 2);
            (name, label, from) = (words[0], words.Length > 1 ? words[1] : "", at + 1);
            if (!s_sections.Contains(name)) throw Broken(at + 1, $"'{name}' is no section; there are {string.Join(", ", s_sections)}");
        }

        if (head) ReadHead(sections);
        return [.. sections];
    }

    /// <summary>What stands above the first case is prose, but for the line that names the schema.</summary>
    private static void ReadHead(List<Section> sections)
    {
        var named = sections[0].Text.Split('\n').FirstOrDefault(line => line.StartsWith("schema: ", StringComparison.Ordinal));
        if (named is not null) sections.Add(new Section("schema", named["schema: ".Length..].Trim(), 1, ""));
    }

    /// <summary>Blank lines around a part are layout; those inside it, and spaces, are the part's own.</summary>
    private static string Trimmed(string[] lines)
    {
        var first = Array.FindIndex(lines, line => line.Length > 0);
        var last = Array.FindLastIndex(lines, line => line.Length > 0);
        return first < 0 ? "" : string.Join('\n', lines[first..(last + 1)]);
    }

    private InvalidDataException Broken(int line, string what) => new($"{_path}, line {line}: {what}.");
}
