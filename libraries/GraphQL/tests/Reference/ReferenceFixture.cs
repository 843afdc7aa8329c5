namespace OrleansLedger.GraphQL.Tests.Reference;

/// <summary>One reference process for the tests of a class.</summary>
public sealed class ReferenceFixture : IAsyncLifetime
{
    internal ReferenceProcess Reference { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Reference = await ReferenceProcess.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Reference.DisposeAsync();
}
