using System.Text;

namespace OrleansLedger.GraphQL.Bench.Attacks;

/// <summary>A document made to cost the server more than it cost its sender.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Make">The document of about so many bytes.</param>
/// <param name="Variables">Its variables as JSON, of about so many bytes; null for none.</param>
internal sealed record Attack(string Name, Func<int, string> Make, Func<int, string>? Variables = null)
{
    public static IReadOnlyList<Attack> All { get; } =
    [
        new("deep", size => Nested("{tree", "{parent", "{id}", "}", size)),
        new("deep inline fragments", size => Nested("{tree{id}", "...{", "__typename", "}", size)),
        new("deep list literal", size => Nested("{nested(numbers:", "[", "1", "]", size) + ")}"),
        new("deep object literal", size => Nested("{treeBy(by:{filter:", "{not:", "null", "}", size) + "}){id}}"),
        new("deep variable type", size => Nested("query($a:", "[", "Int", "]", size) + "){nested(numbers:$a)}"),
        new("wide", size => $"{{{Repeated(size, _ => "sum(a:1)")}}}"),
        new("wide below, unknown", size => $"{{tree{{{Repeated(size, number => $"nam{number}")}}}}}"),
        new("aliased", size => $"{{{Repeated(size, number => $"a{number}:tree{{id}}")}}}"),
        new("fragment bomb, aliases", size => $"{{tree{{...F0}}}}{Chain(size, (at, next) => $"fragment F{at} on Tree{{...F{next} ...F{next} a:id}}")}"),
        new("fragment bomb, lists", size => $"{{tree{{...F0}}}}{Chain(size, (at, next) => $"fragment F{at} on Tree{{children(first:4){{...F{next} ...F{next}}}}}")}"),
        new("fragment cycle", size => $"{{tree{{...F0}}}}{Chain(size, (at, next) => $"fragment F{at} on Tree{{...F{next}}}")}fragment Z on Tree{{...F0}}".Replace("fragment F0 on Tree{", "fragment F0 on Tree{...F0 ", StringComparison.Ordinal)),
        new("operations by fragments", size => $"{Repeated(size / 2, number => $"query q{number}{{tree{{...F0}}}}")}{Chain(size / 2, (at, next) => $"fragment F{at} on Tree{{...F{next} parent(x:$v){{id}}}}")}"),
        new("directive flood", size => $"{{tree{Repeated(size, _ => "@include(if:true)")}{{id}}}}"),
        new("directive flood, unknown", size => $"{{tree{{{Repeated(size, number => $"id@a{number}")}}}}}"),
        new("huge number", size => $"{{sum(a:{new string('9', size)})}}"),
        new("huge list of wrong items", size => $"{{trees(seasons:[{Repeated(size, _ => "SPRINF")}]){{id}}}}"),
        new("huge list of unknown arguments", size => $"{{tree({Repeated(size, number => $"id{number}:1")}){{id}}}}"),
        new("repeated input fields", size => $"{{treeBy(by:{{{Repeated(size, _ => "id:1")}}}){{id}}}}"),
        new("overlapping fields, arguments", size => $"{{tree{{{Repeated(size, number => $"children(first:{number}){{id}}")}}}}}"),
        new("overlapping fields, same", size => $"{{tree{{{Repeated(size, _ => "children{id name}")} nope}}}}"),
        new("overlapping fields, types", size => $"{{plants{{{Repeated(size, number => number % 2 == 0 ? "...on Tree{x:id}" : "...on Moss{x:name}")}}}}}"),
        new("overlapping fragments", size => $"{{tree{{{Repeated(size / 3, number => $"...F{number}")}}}}}{Repeated(size * 2 / 3, number => $"fragment F{number} on Tree{{parent{{x:{(number % 2 == 0 ? "id" : "name")} ...F{number + 1}}}}}")}"),
        new("introspection bomb", size => Nested("{__schema{types{name", " fields{type{name", "", "}}", size) + "}}"),
        new("introspection bomb, wide", size => $"{{{Repeated(size, _ => "__schema{types{fields{type{fields{type{name}}}}}}")}}}"),
        new("long string, wrong place", size => $"{{sum(a:\"{new string('x', size)}\")}}"),
        new("long string, open", size => $"{{join(text:\"{new string('x', size)}"),
        new("long block string, open", size => $"{{join(text:\"\"\"{string.Concat(Enumerable.Repeat("  x\n", size / 4))}"),
        new("long escapes", size => $"{{sum(a:\"{string.Concat(Enumerable.Repeat("\\u00e9", size / 6))}\")}}"),
        new("long comment", size => $"#{new string('x', size)}\n{{"),
        new("long name", size => $"{{tree{{{new string('n', size)}}}}}"),
        new("no UTF-8", size => $"{{tree{{id}}}}#{new string('x', size)}\ud800"),
        new("many operations", size => Repeated(size, number => $"query q{number}{{tree{{id}}}}")),
        new("many operations of one name", size => Repeated(size, _ => "query q{tree{id}}")),
        new("many variables, unused", size => $"query({Repeated(size, number => $"$a{number}:Int")}){{tree{{id}}}}"),
        new("many variables, undefined", size => $"{{tree{{{Repeated(size, number => $"children(first:$a{number}){{id}}")}}}}}"),
        new("type definitions", size => Repeated(size, number => $"type T{number}{{a:Int}}")),
        new("variables, wrong items", _ => "query($a:[Season!]){trees(seasons:$a){id}}", size => $"{{\"a\":[{string.Join(',', Enumerable.Repeat("\"SPRINF\"", size / 9))}]}}"),
        new("variables, deep list", _ => "query($a:[[Int]]){nested(numbers:$a)}", size => $"{{\"a\":{Nested("", "[", "1", "]", Math.Min(size, 120))}}}"),
        new("variables, deep object", _ => "query($a:TreeFilterInput){trees(filter:$a){id}}", size => $"{{\"a\":{Nested("", "{\"not\":", "1", "}", Math.Min(size, 480))}}}"),
        new("variables, unknown fields", _ => "query($a:TreeFilterInput){trees(filter:$a){id}}", size => $"{{\"a\":{{{string.Join(',', Enumerable.Range(0, size / 9).Select(number => $"\"x{number:0000}\":1"))}}}}}"),
        new("variables, big wrong value", _ => "query($a:[Int!]!){tree{id} nested(numbers:[$a])}", size => $"{{\"a\":{{\"x\":\"{new string('x', size)}\"}}}}"),
    ];

    private static string Nested(string head, string open, string core, string close, int size)
    {
        var count = Math.Max(1, (size - head.Length) / (open.Length + close.Length));
        return $"{head}{string.Concat(Enumerable.Repeat(open, count))}{core}{string.Concat(Enumerable.Repeat(close, count))}{(head.StartsWith("{tree", StringComparison.Ordinal) ? "}" : "")}";
    }

    private static string Repeated(int size, Func<int, string> part)
    {
        var text = new StringBuilder();
        for (var number = 0; text.Length < size; number++)
        {
            text.Append(part(number)).Append(' ');
        }

        return text.ToString();
    }

    /// <summary>Fragments that each name the next; the last one is plain.</summary>
    private static string Chain(int size, Func<int, int, string> fragment)
    {
        var text = new StringBuilder();
        var number = 0;
        for (; text.Length < size; number++)
        {
            text.Append(fragment(number, number + 1));
        }

        return text.Append($"fragment F{number} on Tree{{id}}").ToString();
    }
}
