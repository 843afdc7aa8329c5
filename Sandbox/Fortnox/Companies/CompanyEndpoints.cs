using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Companies;

/// <summary>Who the company is, its locked period and its currencies.</summary>
internal static class CompanyEndpoints
{
    public static void Map(FortnoxApi api)
    {
        api.Get("companyinformation", FortnoxScopes.CompanyInformation, Information);
        api.Get("settings/company", FortnoxScopes.Settings, Settings);
        api.Get("settings/lockedperiod", FortnoxScopes.Settings, LockedPeriod);
        api.Get("currencies", FortnoxScopes.Currency, Currencies);
        api.Get("currencies/{code}", FortnoxScopes.Currency, Currency);
    }

    private static IResult Information(FortnoxCall call)
    {
        var company = call.Company;
        return FortnoxAnswer.Single("CompanyInformation", new JsonObject
        {
            ["Address"] = company.Address.Street,
            ["City"] = company.Address.City,
            ["CountryCode"] = company.Address.CountryCode,
            // A number here, text among the settings: the schema is not of one mind.
            ["DatabaseNumber"] = int.Parse(company.Id, CultureInfo.InvariantCulture),
            ["CompanyName"] = company.Name,
            ["OrganizationNumber"] = company.OrganisationNumber,
            ["VisitAddress"] = "",
            ["VisitCity"] = "",
            ["VisitCountryCode"] = "",
            ["VisitZipCode"] = "",
            ["ZipCode"] = company.Address.ZipCode,
        });
    }

    private static IResult Settings(FortnoxCall call)
    {
        var company = call.Company;
        return FortnoxAnswer.Single("CompanySettings", new JsonObject
        {
            ["@url"] = call.Url($"settings/company"),
            ["Address"] = company.Address.Street,
            ["BG"] = "",
            ["BIC"] = "",
            ["BranchCode"] = "",
            ["City"] = company.Address.City,
            ["ContactFirstName"] = "",
            ["ContactLastName"] = "",
            ["Country"] = company.Address.Country,
            ["CountryCode"] = company.Address.CountryCode,
            ["DatabaseNumber"] = company.Id,
            ["Domicile"] = company.Address.City,
            ["Email"] = company.Address.Email,
            ["Fax"] = "",
            ["IBAN"] = "",
            ["Name"] = company.Name,
            ["OrganizationNumber"] = company.OrganisationNumber,
            ["PG"] = "",
            ["Phone1"] = company.Address.Phone,
            ["Phone2"] = "",
            ["TaxEnabled"] = true,
            ["VATNumber"] = $"SE{company.OrganisationNumber.Replace("-", "", StringComparison.Ordinal)}01",
            ["VisitAddress"] = "",
            ["VisitCity"] = "",
            ["VisitCountry"] = "",
            ["VisitCountryCode"] = "",
            ["VisitName"] = "",
            ["VisitZipCode"] = "",
            ["WWW"] = "",
            ["ZipCode"] = company.Address.ZipCode,
        });
    }

    private static IResult LockedPeriod(FortnoxCall call) => FortnoxAnswer.Single("LockedPeriod", new JsonObject
    {
        ["EndDate"] = call.Company.LockedUntil is { } last ? FortnoxValue.Date(last) : null,
    });

    private static IResult Currencies(FortnoxCall call)
    {
        var query = call.Query();
        var paging = query.Paging();
        return query.Finish() ?? (IResult)FortnoxAnswer.List("Currencies", call.Company.Currencies, paging, currency => Shape(call, currency));
    }

    private static IResult Currency(FortnoxCall call) =>
        call.Company.Currency(call.Route("code")) is { } found
            ? FortnoxAnswer.Single("Currency", Shape(call, found))
            : FortnoxError.NotFound("valutan");

    private static JsonObject Shape(FortnoxCall call, Currency currency) => new()
    {
        ["@url"] = call.Url($"currencies/{currency.Code}"),
        ["BuyRate"] = FortnoxValue.Amount(currency.BuyRate),
        ["Code"] = currency.Code,
        ["Date"] = FortnoxValue.Date(currency.RateOn),
        ["Description"] = currency.Description,
        ["SellRate"] = FortnoxValue.Amount(currency.SellRate),
        ["Unit"] = FortnoxValue.Amount(currency.Unit),
        ["IsAutomatic"] = currency.IsAutomatic,
    };
}
