using System.Text.Json.Nodes;

namespace OrleansLedger.GraphQL.Tests.Corpus;

/// <summary>What is asked of both implementations: the first folder of the case's file.</summary>
public enum CaseKind
{
    /// <summary>Parse the document.</summary>
    Syntax,

    /// <summary>Take the document as the schema, and when it is valid introspect and print it.</summary>
    SchemaDefinitions,

    /// <summary>Validate the document. The folder below names the rule.</summary>
    Validation,

    /// <summary>Execute the document.</summary>
    Execution,
}

/// <summary>What the writer of a case says of it. The reference is asked whether that is so; expected answers are never stored.</summary>
public enum Mark
{
    /// <summary>An execution that gets as far as data.</summary>
    None,

    /// <summary>No error.</summary>
    Valid,

    /// <summary>An error; in a folder of a rule, an error of that rule.</summary>
    Invalid,

    /// <summary>An error of other rules than that of the folder.</summary>
    Other,

    /// <summary>An execution that ends before there is data: a request error.</summary>
    Refused,

    /// <summary>Of a family made by code: whatever the reference says.</summary>
    Either,
}

/// <param name="File">For example <c>Validation/KnownTypeNames/names.cases</c>.</param>
/// <param name="Name">Unique in the file.</param>
/// <param name="Schema">The SDL; null where the document itself is the schema, or none is needed.</param>
/// <param name="Document">Exactly what is sent.</param>
/// <param name="Root">The root value, with the special objects that <c>reference.mjs</c> describes.</param>
public sealed record TestCase(
    string File,
    int Line,
    string Name,
    CaseKind Kind,
    Mark Mark,
    string? Schema,
    string Document,
    JsonNode? Variables = null,
    string? OperationName = null,
    JsonNode? Root = null)
{
    public string Id => $"{File}: {Name}";

    /// <summary>The validation rule that the case is about: its folder.</summary>
    public string? Rule => Kind == CaseKind.Validation ? File.Split('/')[1] : null;

    public override string ToString() => Id;
}
