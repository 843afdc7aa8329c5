using OrleansLedger.GraphQL.Tests.Corpus;
using OrleansLedger.GraphQL.Tests.Differential;

namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>Cases that a seed makes: documents for the schemas of the corpus and for made ones, for the parser, and schemas.</summary>
/// <param name="reference">Tells what is in a schema.</param>
internal sealed class FuzzCases(IEngine reference)
{
    private static readonly string[] s_schemas = ["library", "tree", "values"];
    private static readonly string[] s_documents = [.. CaseCorpus.All.Where(one => one.Document.Length is > 0 and < 2000).Select(one => one.Document)];

    private readonly Dictionary<string, SchemaModel> _models = [];

    public async Task<TestCase> MakeAsync(long seed, CancellationToken cancellation)
    {
        var chance = new Chance(seed);
        return chance.Next(100) switch
        {
            < 40 => await ExecutionAsync(chance, seed, cancellation),
            < 60 => await ValidationAsync(chance, seed, cancellation),
            < 85 => Made(seed, CaseKind.Syntax, null, chance.Percent(60) ? new TokenFuzzer(chance).Changed(chance.Pick(s_documents)) : new TokenFuzzer(chance).Soup()),
            _ => Made(seed, CaseKind.SchemaDefinitions, null, Sdl(chance)),
        };
    }

    private static string Sdl(Chance chance)
    {
        var sdl = new SdlFuzzer(chance, chance.Pick(0, 0, 2, 6)).Schema();
        return chance.Percent(10) ? new TokenFuzzer(chance).Changed(sdl) : sdl;
    }

    private async Task<TestCase> ExecutionAsync(Chance chance, long seed, CancellationToken cancellation)
    {
        var (sdl, model) = await SchemaAsync(chance, cancellation);
        var document = new DocumentFuzzer(chance, model, slips: chance.Percent(85) ? 0 : 1).Document();
        var made = Made(seed, CaseKind.Execution, sdl, document.Text);
        return made with { Variables = document.Variables, OperationName = document.OperationName, Root = new RootFuzzer(chance, model).Root() };
    }

    private async Task<TestCase> ValidationAsync(Chance chance, long seed, CancellationToken cancellation)
    {
        var (sdl, model) = await SchemaAsync(chance, cancellation);
        return Made(seed, CaseKind.Validation, sdl, new DocumentFuzzer(chance, model, chance.Between(1, 8)).Document().Text);
    }

    /// <summary>One of the corpus, or a made one where that is sound.</summary>
    private async Task<(string Sdl, SchemaModel Model)> SchemaAsync(Chance chance, CancellationToken cancellation)
    {
        if (chance.Percent(30))
        {
            var made = new SdlFuzzer(chance, slips: 0).Schema();
            if ((await reference.SetSchemaAsync(made, cancellation)).ContainsKey("ok")) return (made, SchemaModel.Read(await reference.IntrospectAsync(cancellation)));
        }

        var name = chance.Pick(s_schemas);
        var sdl = CaseCorpus.Schema(name);
        if (!_models.TryGetValue(name, out var model))
        {
            await reference.SetSchemaAsync(sdl, cancellation);
            model = _models[name] = SchemaModel.Read(await reference.IntrospectAsync(cancellation));
        }

        return (sdl, model);
    }

    private static TestCase Made(long seed, CaseKind kind, string? schema, string document) => new("Fuzzing", 0, $"seed {seed}", kind, Mark.None, schema, document);
}
