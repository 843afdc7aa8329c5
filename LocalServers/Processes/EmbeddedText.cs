namespace OrleansLedger.LocalServers.Processes;

/// <summary>Text files compiled into the AppHost.</summary>
internal static class EmbeddedText
{
    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded in the AppHost; see AppHost.csproj.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
