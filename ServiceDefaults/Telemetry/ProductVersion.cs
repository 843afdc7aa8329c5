using System.Reflection;

namespace OrleansLedger.ServiceDefaults.Telemetry;

/// <summary>The version of the product, from Directory.Build.props.</summary>
public static class ProductVersion
{
    /// <summary>For instance <c>0.1.0</c>.</summary>
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
