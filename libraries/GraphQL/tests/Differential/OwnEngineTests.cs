using OrleansLedger.GraphQL.Tests.Reference;

namespace OrleansLedger.GraphQL.Tests.Differential;

/// <summary>The corpus against this library, its resolvers synchronous where the case is.</summary>
public sealed class OwnEngineTests(ReferenceFixture fixture) : DifferentialSuite(fixture)
{
    protected override IEngine Engine { get; } = new OwnEngine(alwaysAsync: false);
}

/// <summary>The corpus against this library, every resolver taken for one that may await.</summary>
public sealed class OwnEngineAwaitingTests(ReferenceFixture fixture) : DifferentialSuite(fixture)
{
    protected override IEngine Engine { get; } = new OwnEngine(alwaysAsync: true);
}
