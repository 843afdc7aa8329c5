using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansLedger.GraphQL.Tests.Differential;

/// <summary>How answers are written for people: with quotes and letters as they are, not as \u escapes.</summary>
internal static class AnswerText
{
    public static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };
    public static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };
}
