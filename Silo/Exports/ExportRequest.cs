using System.Text.Json;

namespace OrleansLedger.Silo.Exports;

/// <summary>The payload of an export job. <paramref name="Force"/>: send again what stands there unchanged.</summary>
internal sealed record ExportRequest(bool Force = false)
{
    public static ExportRequest Read(string payload) =>
        JsonSerializer.Deserialize<ExportRequest>(payload, JsonSerializerOptions.Web) ?? new ExportRequest();
}
