using System.Runtime.InteropServices;

namespace OrleansLedger.GraphQL.Bench.Load;

/// <param name="Status">The HTTP status.</param>
/// <param name="Length">Bytes of the body.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HttpAnswer(int Status, int Length);
