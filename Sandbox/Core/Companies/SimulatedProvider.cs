using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.OAuth;

namespace OrleansLedger.Sandbox.Core.Companies;

/// <summary>What the core needs to know of a simulated provider. Implemented by deriving from <see cref="SimulatedProvider{TCompany}"/>.</summary>
internal interface ISimulatedProvider
{
    /// <summary>First path segment and key in configuration: <c>xero</c>.</summary>
    string Name { get; }

    string DisplayName { get; }

    OAuthServer OAuth { get; }

    IReadOnlyList<SimulatedCompany> Companies { get; }

    SimulatedCompany? Find(string id);

    SimulatedCompany Create(NewCompany request);

    /// <summary>Changes the company's settings (lock date, currencies, plan, ...); unknown members are refused with <see cref="ControlRequestException"/>.</summary>
    void Patch(SimulatedCompany company, JsonObject change);

    /// <summary>Settings and books for a reader: documents with their attachments, accounts, contacts.</summary>
    JsonObject Books(SimulatedCompany company);

    /// <summary>The user removed the app inside the provider's own product.</summary>
    void RemoveAuthorizations(SimulatedCompany company);

    /// <summary>Back to the companies of a fresh start.</summary>
    void Reset();

    /// <summary>Maps the provider's paths below its prefix (<paramref name="routes"/> already carries <c>/{Name}</c>).</summary>
    void Map(RouteGroupBuilder routes);

    /// <summary>The company a request is about, as far as path, header or token tell without checking anything; for faults and the log of calls.</summary>
    string? CompanyOf(HttpContext context);

    /// <summary>Answers as the provider answers a call beyond the quota.</summary>
    Task WriteThrottledAsync(HttpContext context, string rule, TimeSpan? retryAfter);

    /// <summary>Answers with any status in the provider's own error shape.</summary>
    Task WriteErrorAsync(HttpContext context, int status, string? message);
}
