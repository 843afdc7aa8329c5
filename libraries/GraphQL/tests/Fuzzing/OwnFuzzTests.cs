using OrleansLedger.GraphQL.Tests.Differential;
using OrleansLedger.GraphQL.Tests.Reference;

namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>Random documents and schemas against this library.</summary>
public sealed class OwnFuzzTests(ReferenceFixture fixture) : FuzzSuite(fixture)
{
    protected override IEngine Engine { get; } = new OwnEngine(alwaysAsync: false);
}

/// <summary>Random documents and schemas against this library, every resolver taken for one that may await.</summary>
public sealed class OwnAwaitingFuzzTests(ReferenceFixture fixture) : FuzzSuite(fixture)
{
    protected override IEngine Engine { get; } = new OwnEngine(alwaysAsync: true);
}
