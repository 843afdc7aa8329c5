using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Fortnox.Wire;

/// <summary>
/// A refusal in Fortnox's shape. Validation answers <c>{"ErrorInformation":{"error":1,"message":…,"code":…}}</c>; missing rights and missing things come
/// with capitals, <c>{"ErrorInformation":{"Error":1,"Message":…,"Code":…}}</c>. Both are seen in the wild, so a client has to read both.
/// </summary>
internal sealed record FortnoxError(int Status, int Code, string Message, bool Capitals = false) : IResult
{
    /// <summary>Documented as "a parameter is invalid". Also stands where Fortnox refuses with a code that is not publicly documented; the message then tells which.</summary>
    public const int InvalidParameter = 2000588;

    public static FortnoxError NoSuchRoute() => new(StatusCodes.Status404NotFound, 2000762, "No such route");

    public static FortnoxError SystemException() => new(StatusCodes.Status500InternalServerError, 1000003, "System exception");

    public static FortnoxError ResponseType() => Bad(1000030, "Invalid response type");

    public static FortnoxError ContentType() => Bad(1000031, "Invalid content type");

    public static FortnoxError TokenMissing() => new(StatusCodes.Status401Unauthorized, 2000311, "Kan inte logga in, access-token eller client-secret saknas(2).");

    public static FortnoxError LoginInvalid() => new(StatusCodes.Status401Unauthorized, 2000310, "Ogiltig inloggning");

    public static FortnoxError NoApiLicence() => new(StatusCodes.Status403Forbidden, 2001103, "Api-licens saknas.", Capitals: true);

    public static FortnoxError NoLicenceForScope() => new(StatusCodes.Status403Forbidden, 2001101, "Det finns ingen aktiv licens för önskat scope.", Capitals: true);

    /// <summary>Reported from live use with status 400 as well as 403; the code is the same.</summary>
    public static FortnoxError NoScope() => new(StatusCodes.Status403Forbidden, 2000663, "Har inte behörighet för scope.", Capitals: true);

    public static FortnoxError NoBody() => Bad(2001392, "Ingen eller felaktig typ av data.");

    public static FortnoxError JsonSyntax() => Bad(2002115, "Error deserializing JSON: JSON_ERROR_SYNTAX");

    public static FortnoxError UnknownField(string name) => Bad(2001399, $"Felaktigt fältnamn ({name})");

    public static FortnoxError NotNumeric(string value) => Bad(2000108, $"Värdet måste vara numeriskt ({value})");

    public static FortnoxError NotAlphanumeric(string value) => Bad(2000106, $"Värdet måste vara alfanumeriskt ({value})");

    public static FortnoxError NotBoolean(string value) => Bad(2000134, $"Värdet måste vara en boolean ({value})");

    public static FortnoxError ForbiddenCharacters(string value) => Bad(2000359, $"Värdet innehåller ej tillåtna tecken. ({value})");

    public static FortnoxError Parameter(string name) => Bad(InvalidParameter, $"Ogiltig parameter i anropet. ({name})");

    /// <summary>A number that was given once is never free again, not even when its customer is deleted.</summary>
    public static FortnoxError CustomerNumberTaken(string number) => Bad(2000637, $"Kundnumret används redan ({number}).");

    public static FortnoxError ReadOnly(string name) => Bad(2000321, $"Fältet {name} kan bara läsas.");

    public static FortnoxError InvalidIdentifier() => Bad(2000729, "A valid identifier was not provided.");

    public static FortnoxError AccountNotFound() => new(StatusCodes.Status404NotFound, 2001304, "Kunde inte hitta konto.", Capitals: true);

    public static FortnoxError RowAccountNotFound(int number) => Bad(2000423, string.Create(CultureInfo.InvariantCulture, $"Kunde inte hitta kontot ({number})."));

    public static FortnoxError NotFound(string what) => new(StatusCodes.Status404NotFound, 2000423, $"Kan inte hitta {what}.", Capitals: true);

    public static FortnoxError PeriodLocked(string company, DateOnly until) =>
        Bad(2000401, string.Create(CultureInfo.InvariantCulture, $"{company} har låst perioden t.o.m. {until:yyyy-MM-dd}. Lås upp perioden för att fortsätta."));

    /// <summary>A rule of the books was broken, whose code at Fortnox is not publicly documented.</summary>
    public static FortnoxError Rule(string message) => Bad(InvalidParameter, message);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        var information = Capitals
            ? new JsonObject { ["Error"] = 1, ["Message"] = Message, ["Code"] = Code }
            : new JsonObject { ["error"] = 1, ["message"] = Message, ["code"] = Code };
        await httpContext.Response.WriteAsJsonAsync(new JsonObject { ["ErrorInformation"] = information }, httpContext.RequestAborted);
    }

    private static FortnoxError Bad(int code, string message) => new(StatusCodes.Status400BadRequest, code, message);
}

/// <summary>What the gateway before the API answers: <c>{"message":"unauthorized"}</c>.</summary>
internal sealed record GatewayError(int Status, string Message) : IResult
{
    public static GatewayError Unauthorized() => new(StatusCodes.Status401Unauthorized, "unauthorized");

    public static GatewayError TooManyRequests() => new(StatusCodes.Status429TooManyRequests, "Too Many Requests");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        await httpContext.Response.WriteAsJsonAsync(new JsonObject { ["message"] = Message }, httpContext.RequestAborted);
    }
}
