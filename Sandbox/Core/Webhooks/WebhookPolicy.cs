using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Core.Webhooks;

/// <summary>How a provider delivers webhooks. The signature is base64 of HMAC-SHA256 over the raw body with the subscription's key (Xero, QuickBooks).</summary>
internal sealed record WebhookPolicy
{
    /// <summary>Null: calls are not signed.</summary>
    public required string? SignatureHeader { get; init; }

    /// <summary>Most events in a call.</summary>
    public int LargestBatch { get; init; } = 100;

    /// <summary>Body for some events; also with none, for the handshake.</summary>
    public required Func<WebhookBatch, JsonNode> Body { get; init; }

    /// <summary>Content type for a body; null: <c>application/json; charset=utf-8</c>.</summary>
    public Func<JsonNode, string>? ContentType { get; init; }

    /// <summary>Before anything is delivered the receiver must answer rightly and wrongly signed empty calls with 2xx and 401.</summary>
    public bool IntentToReceive { get; init; }

    /// <summary>An answer must be there within this; real time.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After one immediate retry; by the sandbox's clock, so a test moves it.</summary>
    public TimeSpan RetryEvery { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Then the subscription is disabled and must be validated again; its events wait.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);
}

/// <param name="FirstSequence">Number of the first event; 0 in a handshake.</param>
internal sealed record WebhookBatch(IReadOnlyList<JsonObject> Events, long FirstSequence, long LastSequence, string Entropy);

internal enum WebhookStatus
{
    /// <summary>The handshake was not passed.</summary>
    Unvalidated,
    Active,

    /// <summary>Too long without a good answer.</summary>
    Disabled,
}

/// <summary>One URL of an app.</summary>
internal sealed class WebhookSubscription
{
    public required string Id { get; init; }
    public required string Provider { get; init; }
    public required string ClientId { get; init; }
    public required string Url { get; init; }
    public required string SigningKey { get; init; }
    public WebhookStatus Status { get; set; }
    public long Delivered { get; set; }
    public int Attempts { get; set; }
    public string? LastProblem { get; set; }
    public DateTimeOffset? FailingSince { get; set; }
    public long NextSequence { get; set; } = 1;

    /// <summary>Not yet delivered, oldest first.</summary>
    public List<JsonObject> Waiting { get; init; } = [];
}
