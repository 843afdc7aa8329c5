using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Events;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Customers;

/// <summary>The register of customers. A number is given once: a deleted customer's stays taken.</summary>
internal static class CustomerEndpoints
{
    private const string Wrapper = "Customer";

    public static void Map(FortnoxApi api)
    {
        api.Get("customers", FortnoxScopes.Customer, List);
        api.Get("customers/{number}", FortnoxScopes.Customer, Single);
        api.Post("customers", FortnoxScopes.Customer, Wrapper, Create);
        api.Put("customers/{number}", FortnoxScopes.Customer, Wrapper, Update);
        api.Delete("customers/{number}", FortnoxScopes.Customer, Delete);
    }

    private static IResult List(FortnoxCall call)
    {
        var query = call.Query();
        var filter = query.Choice("filter", "active", "inactive");
        var name = query.Search("name");
        var number = query.Search("customernumber");
        (string Field, Func<string?, bool> Fits)[] texts =
        [
            ("City", query.Search("city")), ("Email", query.Search("email")), ("ExternalReference", query.Search("externalreference")), ("GLN", query.Search("gln")),
            ("GLNDelivery", query.Search("glndelivery")), ("OrganisationNumber", query.Search("organisationnumber")), ("Phone1", query.Search("phone")), ("ZipCode", query.Search("zipcode")),
        ];
        var modified = query.Modified();
        var order = query.Order<Customer>(("name", customer => customer.Name), ("customernumber", customer => customer.Number));
        var paging = query.Paging();
        if (query.Finish() is { } wrong) return wrong;
        var customers = call.Company.Customers.Where(customer => !customer.IsDeleted
            && (filter is null || customer.IsActive == (filter == "active"))
            && name(customer.Name)
            && number(customer.Number)
            && Array.TrueForAll(texts, text => text.Fits(customer.Texts.GetValueOrDefault(text.Field) ?? ""))
            && modified(customer.ModifiedAt));
        return FortnoxAnswer.List("Customers", order(customers).ToList(), paging, customer => CustomerShape.Brief(call, customer));
    }

    private static IResult Single(FortnoxCall call) => call.Company.Customer(call.Route("number")) is { } customer
        ? FortnoxAnswer.Single(Wrapper, CustomerShape.Full(call, customer))
        : FortnoxError.NotFound("kunden");

    private static IResult Create(FortnoxCall call, FieldReader fields)
    {
        var change = CustomerChange.Read(fields, nameRequired: true);
        if (fields.Finish() is { } wrong) return wrong;
        var customers = call.Company.Customers;
        var number = change.Number is { Length: > 0 } own ? own : Numbering.Next(customers.Select(customer => customer.Number));
        if (customers.Exists(customer => string.Equals(customer.Number, number, StringComparison.Ordinal))) return FortnoxError.CustomerNumberTaken(number);
        if (change.Check(call.Company) is { } unknown) return unknown;

        var made = change.Apply(new Customer { Number = number, Name = change.Name! }, call.Now);
        customers.Add(made);
        call.Happened(Topics.Customers, "customer-created-v1", number);
        return FortnoxAnswer.Created(Wrapper, CustomerShape.Full(call, made));
    }

    private static IResult Update(FortnoxCall call, FieldReader fields)
    {
        var change = CustomerChange.Read(fields, nameRequired: false);
        if (fields.Finish() is { } wrong) return wrong;
        if (call.Company.Customer(call.Route("number")) is not { } customer) return FortnoxError.NotFound("kunden");
        if (change.Number is { } number && number != customer.Number) return FortnoxError.Rule($"Kundnumret kan inte ändras ({customer.Number}).");
        if (change.Check(call.Company) is { } unknown) return unknown;

        var changed = Replace(call, customer, change.Apply(customer, call.Now));
        call.Happened(Topics.Customers, "customer-updated-v2", customer.Number);
        return FortnoxAnswer.Single(Wrapper, CustomerShape.Full(call, changed));
    }

    private static IResult Delete(FortnoxCall call)
    {
        if (call.Company.Customer(call.Route("number")) is not { } customer) return FortnoxError.NotFound("kunden");
        if (call.Company.Invoices.Values.Any(invoice => invoice.CustomerNumber == customer.Number)) return FortnoxError.Rule($"Kunden används på en faktura och kan inte tas bort ({customer.Number}).");
        Replace(call, customer, customer with { IsDeleted = true });
        call.Happened(Topics.Customers, "customer-deleted-v1", customer.Number);
        return Results.NoContent();
    }

    private static Customer Replace(FortnoxCall call, Customer customer, Customer changed)
    {
        call.Company.Customers[call.Company.Customers.IndexOf(customer)] = changed;
        return changed;
    }
}
