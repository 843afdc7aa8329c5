namespace OrleansLedger.Sandbox.QuickBooks.Wire;

/// <summary>One error inside a fault.</summary>
/// <param name="Element">What it is about, as far as the provider says; often empty.</param>
internal sealed record QuickBooksError(string Code, string Message, string? Detail, string? Element = "");

/// <summary>
/// Why a call was refused, as the accounting service words it (<c>{"Fault":{"Error":[...],"type":...}}</c>).
/// Faults of the gateway in front of it have another shape: <see cref="GatewayFault"/>.
/// </summary>
internal sealed record QuickBooksFault(string Type, IReadOnlyList<QuickBooksError> Errors, int Status = StatusCodes.Status400BadRequest)
{
    public static QuickBooksFault Validation(params IReadOnlyList<QuickBooksError> errors) => new("ValidationFault", errors);

    /// <summary>The service failed; whether the write took effect is unknown to the caller.</summary>
    public static QuickBooksFault System(string? detail = null) => new(
        "SystemFault",
        [new QuickBooksError("10000", "An application error has occurred while processing your request", "System Failure Error: " + (detail ?? "An unexpected error occurred while accessing or saving your data."))],
        StatusCodes.Status500InternalServerError);

    /// <summary>The throttle inside a batch or an upload, which answers 200 as a whole.</summary>
    public static QuickBooksFault Throttled() => new(
        "SERVICE",
        [new QuickBooksError("3001", GatewayFault.Throttled.Message, "The request limit was reached.")],
        StatusCodes.Status429TooManyRequests);
}

/// <summary>Either what was asked for, or the fault. Being refused is expected here, so it is a value.</summary>
internal readonly struct Answer<T> where T : class
{
    private Answer(T? value, QuickBooksFault? fault) => (Value, Fault) = (value, fault);

    public T? Value { get; }

    public QuickBooksFault? Fault { get; }

    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(QuickBooksFault fault) => new(null, fault);

    public static implicit operator Answer<T>(QuickBooksError error) => new(null, QuickBooksFault.Validation(error));
}

/// <summary>A refusal by the gateway: authentication, authorization, throttling.</summary>
/// <param name="Type"><c>AUTHENTICATION</c> or <c>SERVICE</c>.</param>
internal sealed record GatewayFault(int Status, string Code, string Message, string? Detail, string Type)
{
    public static GatewayFault Throttled { get; } = new(StatusCodes.Status429TooManyRequests, "3001", "message=ThrottleExceeded; errorCode=003001; statusCode=429", "The request limit was reached.", "SERVICE");

    /// <summary>The app is not connected to this company, or no longer.</summary>
    public static GatewayFault NotAuthorized { get; } = new(StatusCodes.Status403Forbidden, "3100", "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403", null, "SERVICE");

    public static GatewayFault NotAuthenticated(string detail) =>
        new(StatusCodes.Status401Unauthorized, "3200", "message=AuthenticationFailed; errorCode=003200; statusCode=401", detail, "AUTHENTICATION");
}
