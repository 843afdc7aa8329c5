using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>Descriptions from the XML documentation files that lie beside assemblies. Without a file there are none.</summary>
internal sealed partial class XmlDocumentation
{
    private readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> files = new();

    public string? Of(Type type) => Attribute(type) ?? Summary(type.Assembly, "T:" + NameOf(type));

    public string? Of(MemberInfo member) => Attribute(member) ?? Summary(member.DeclaringType!.Assembly, KeyOf(member)) ?? PositionalParameter(member);

    public string? Of(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<GraphQLDescriptionAttribute>() is { } described)
        {
            return described.Description;
        }

        var element = Element(parameter.Member.DeclaringType!.Assembly, KeyOf(parameter.Member));
        return Text(element?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == parameter.Name));
    }

    private static string? Attribute(MemberInfo member) => member.GetCustomAttribute<GraphQLDescriptionAttribute>()?.Description;

    private string? Summary(Assembly assembly, string key) => Text(Element(assembly, key)?.Element("summary"));

    /// <summary>Properties of positional records are documented as parameters of their type.</summary>
    private string? PositionalParameter(MemberInfo member) => member is PropertyInfo property
        ? Text(Element(property.DeclaringType!.Assembly, "T:" + NameOf(property.DeclaringType))?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == property.Name))
        : null;

    private XElement? Element(Assembly assembly, string key) => files.GetOrAdd(assembly, Load).GetValueOrDefault(key);

    private static Dictionary<string, XElement> Load(Assembly assembly)
    {
        var path = string.IsNullOrEmpty(assembly.Location) ? "" : Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(path))
        {
            return [];
        }

        return XDocument.Load(path).Descendants("member").Where(m => m.Attribute("name") is not null)
            .DistinctBy(m => m.Attribute("name")!.Value).ToDictionary(m => m.Attribute("name")!.Value, StringComparer.Ordinal);
    }

    private static string KeyOf(MemberInfo member)
    {
        var owner = NameOf(member.DeclaringType!);
        return member switch
        {
            PropertyInfo property => $"P:{owner}.{property.Name}",
            FieldInfo field => $"F:{owner}.{field.Name}",
            ConstructorInfo constructor => $"M:{owner}.#ctor{Parameters(constructor)}",
            MethodInfo method => $"M:{owner}.{method.Name}{Parameters(method)}",
            _ => $"T:{owner}",
        };
    }

    private static string Parameters(MethodBase method)
    {
        var parameters = method.GetParameters();
        return parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(p => NameOf(p.ParameterType)))})";
    }

    private static string NameOf(Type type)
    {
        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        if (type.IsByRef)
        {
            return NameOf(type.GetElementType()!) + "@";
        }

        if (type.IsConstructedGenericType)
        {
            var open = type.GetGenericTypeDefinition().FullName!.Replace('+', '.');
            return $"{open[..open.IndexOf('`')]}{{{string.Join(',', type.GetGenericArguments().Select(NameOf))}}}";
        }

        return type.FullName?.Replace('+', '.') ?? type.Name;
    }

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var text = string.Concat(element.Nodes().Select(n => n switch
        {
            XText plain => plain.Value,
            XElement { Name.LocalName: "c" or "code" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "para" } para => $"\n\n{Text(para)}\n\n",
            XElement reference => reference.Value.Length > 0 ? reference.Value : LastWord(reference.Attribute("cref")?.Value ?? reference.Attribute("name")?.Value ?? reference.Attribute("langword")?.Value ?? ""),
            _ => "",
        }));
        var paragraphs = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(p => Spaces().Replace(p, " ").Trim()).Where(p => p.Length > 0);
        var joined = string.Join("\n\n", paragraphs);
        return joined.Length == 0 ? null : joined;
    }

    private static string LastWord(string reference) => reference[(reference.LastIndexOfAny(['.', ':']) + 1)..];

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Spaces();
}
