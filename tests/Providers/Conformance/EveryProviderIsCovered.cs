using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

public sealed class EveryProviderIsCovered
{
    [Fact]
    public void Every_provider_has_a_conformance_suite()
    {
        var providers = typeof(IProvider).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IProvider)));
        var covered = typeof(EveryProviderIsCovered).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false })
            .Select(ProviderOf)
            .ToHashSet();

        providers.Where(provider => !covered.Contains(provider)).ShouldBeEmpty("write a class that inherits ProviderConformance<TProvider> for each");
    }

    private static Type? ProviderOf(Type suite)
    {
        for (var type = suite.BaseType; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ProviderConformance<>))
            {
                return type.GetGenericArguments()[0];
            }
        }

        return null;
    }
}
