namespace OrleansLedger.GraphQL.Bench.Server.Data;

/// <summary>One entry of the large list. <paramref name="Second"/> counts from the first measurement's minute.</summary>
public sealed record Reading([property: ID] int Id, string Sensor, int Second, double Value, bool Valid);
