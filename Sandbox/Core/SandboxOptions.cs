namespace OrleansLedger.Sandbox.Core;

/// <summary>Configuration section <c>Sandbox</c>.</summary>
internal sealed class SandboxOptions
{
    /// <summary>Every quota window's length is divided by this: at 10 a 60 s window lasts 6 s. Token lifetimes are not touched (move the clock instead).</summary>
    public double TimeScale { get; set; } = 1;

    /// <summary>Where state is kept between restarts. Empty: in memory only.</summary>
    public string? DataFolder { get; set; }

    /// <summary>Registered applications by provider name; each provider also has a default one (see <see cref="OAuth.RegisteredApps"/>).</summary>
    public Dictionary<string, AppOptions> Apps { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    public sealed class AppOptions
    {
        public string? ClientId { get; set; }
        public string? ClientSecret { get; set; }
        public List<string> RedirectUris { get; set; } = [];
    }

    public void Validate()
    {
        if (TimeScale is not (>= 0.001 and <= 100_000))
            throw new InvalidOperationException($"Sandbox:TimeScale is {TimeScale}; it must lie between 0.001 and 100000 (1 = real quota windows).");
    }
}
