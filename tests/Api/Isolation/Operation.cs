using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.Api.Tests.Isolation;

/// <summary>The way from a root field to a field that is looked at.</summary>
/// <param name="Kind"><c>query</c>, <c>mutation</c> or <c>subscription</c>.</param>
internal sealed record Route(string Kind, ImmutableArray<Field> Fields, string Name)
{
    public Field Last => Fields[^1];

    /// <summary>A page of a list, which is only as deep as what is in it.</summary>
    public static bool IsPage(NamedType type) => type is ObjectType page && page.Fields.Find("pageInfo") is not null;

    /// <summary>Every root field of that kind.</summary>
    public static IEnumerable<Route> Roots(Schema schema, string kind) =>
        (kind switch { "query" => schema.Query, "mutation" => schema.Mutation, _ => schema.Subscription })?.Fields.Select(f => new Route(kind, [f], f.Name)) ?? [];

    /// <summary>The shortest way to every field with arguments below the root fields of queries.</summary>
    public static IReadOnlyList<Route> Nested(Schema schema)
    {
        var ways = new List<Route>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<Route>(Roots(schema, "query"));
        while (open.TryDequeue(out var way))
        {
            if (way.Last.Type.Named is not ObjectType type || !seen.Add(type.Name))
            {
                continue;
            }

            foreach (var field in type.Fields.OrderByDescending(f => f.Name == "nodes"))
            {
                var further = new Route("query", way.Fields.Add(field), $"{type.Name}.{field.Name}");
                if (field.Arguments.Count > 0)
                {
                    ways.Add(further);
                }

                open.Enqueue(further);
            }
        }

        return ways;
    }
}

/// <summary>A request that was generated from the schema.</summary>
/// <param name="Files">Paths of the files it needs, in the multipart specification's way.</param>
internal sealed record Operation(string Document, JsonObject Variables, IReadOnlyList<string> Files)
{
    /// <summary>Every string that is sent.</summary>
    public IReadOnlyCollection<string> Sent { get; } = [.. StringsIn(Variables)];

    /// <param name="depth">Objects in objects that are selected below the last field; lists' edges and pages do not count.</param>
    public static Operation Write(Schema schema, Route route, Plan plan, int depth) => new Writer(schema, plan).Write(route, depth);

    private static IEnumerable<string> StringsIn(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => StringsIn(m.Value)),
        JsonArray items => items.SelectMany(StringsIn),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };

    private sealed class Writer(Schema schema, Plan plan)
    {
        private readonly StringBuilder _text = new();
        private readonly List<string> _variables = [];
        private readonly JsonObject _values = [];
        private readonly List<string> _files = [];

        public Operation Write(Route route, int depth)
        {
            for (var i = 0; i < route.Fields.Length; i++)
            {
                // What is aimed at is the last field; the others only lead there.
                Field(route.Fields[i], i == route.Fields.Length - 1 ? plan : Leading(route.Fields[i]));
                if (i < route.Fields.Length - 1)
                {
                    _text.Append(" { ");
                }
            }

            if (route.Last.Type.Named is not LeafType)
            {
                Select(route.Last.Type.Named, depth, [route.Last.Type.Named.Name], "");
            }

            _text.Append(string.Concat(Enumerable.Repeat(" }", route.Fields.Length - 1)));
            var variables = _variables.Count > 0 ? $"({string.Join(", ", _variables)})" : "";
            return new Operation($"{route.Kind} {variables} {{ {_text} }}", _values, _files);
        }

        /// <summary>One thing is asked for by its id, also where there are other ways to name it; of a list, all.</summary>
        private Plan Leading(Field field) => new(plan.Own)
        {
            Kind = plan.Kind,
            Page = plan.Page,
            Also = IsPage(field.Type.Named) || field.Type.Nullable is ListType || field.Arguments.Any(a => a.IsRequired) ? null : field.Arguments.FirstOrDefault(a => a.Type.Named.Name == "ID")?.Name,
        };

        private void Select(NamedType type, int depth, ImmutableHashSet<string> path, string alias)
        {
            if (type is not IAbstractType)
            {
                Fields((FieldsType)type, depth, path, alias);
                return;
            }

            _text.Append(" { __typename");
            foreach (var possible in schema.PossibleTypes(type).OrderBy(t => t.Name, StringComparer.Ordinal))
            {
                // Fields of the same name may be of different types in different objects.
                _text.Append(" ... on ").Append(possible.Name);
                Fields(possible, depth, path.Add(possible.Name), $"{possible.Name}_");
            }

            _text.Append(" }");
        }

        private void Fields(FieldsType type, int depth, ImmutableHashSet<string> path, string alias)
        {
            _text.Append(" { __typename");
            foreach (var field in type.Fields.Where(f => !plan.Without.Contains($"{type.Name}.{f.Name}")))
            {
                if (field.Type.Named is LeafType)
                {
                    Start(field, alias);
                }
                else if (field.Name == "edges" && type.Fields.Find("nodes") is not null)
                {
                    _text.Append(' ').Append(alias.Length > 0 ? $"{alias}edges: " : "").Append("edges { cursor }");
                }
                else if (IsPage(field.Type.Named) || field.Name is "nodes" or "pageInfo" || (depth > 0 && !path.Contains(field.Type.Named.Name)))
                {
                    Start(field, alias);
                    Select(field.Type.Named, IsPage(field.Type.Named) ? depth : depth - 1, path.Add(field.Type.Named.Name), "");
                }
            }

            _text.Append(" }");
        }

        private static bool IsPage(NamedType type) => Route.IsPage(type);

        private void Start(Field field, string alias)
        {
            _text.Append(' ');
            if (alias.Length > 0)
            {
                _text.Append(alias).Append(field.Name).Append(": ");
            }

            Field(field, new Plan(plan.Own) { Kind = plan.Kind });
        }

        private void Field(Field field, Plan with)
        {
            _text.Append(field.Name);
            var given = new List<string>();
            foreach (var argument in field.Arguments)
            {
                var value = Arguments.ValueOf(field, argument, with);
                var files = FilesIn(argument.Type, $"variables.v{_values.Count}").ToList();
                if (value is null && files.Count == 0)
                {
                    continue;
                }

                var name = $"v{_values.Count}";
                _values.Add(name, value);
                _variables.Add($"${name}: {argument.Type}");
                _files.AddRange(files);
                given.Add($"{argument.Name}: ${name}");
            }

            if (given.Count > 0)
            {
                _text.Append('(').AppendJoin(", ", given).Append(')');
            }
        }

        private static IEnumerable<string> FilesIn(GraphQLType type, string path) => type.Nullable switch
        {
            ListType list => FilesIn(list.OfType, $"{path}.0"),
            InputObjectType input => input.Fields.Where(f => f.Type.Named is InputObjectType or ScalarType { Name: "Upload" }).SelectMany(f => FilesIn(f.Type, $"{path}.{f.Name}")),
            ScalarType { Name: "Upload" } => [path],
            _ => [],
        };
    }
}
