using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class ItemTests
{
    [Fact]
    public async Task A_service_needs_a_name_a_type_and_an_income_account()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var item = await session.WriteAsync("Item", """{"Name":"Consulting hour","Type":"Service","IncomeAccountRef":{"value":"79"},"UnitPrice":150}""");

        item.Remove("MetaData").ShouldBeTrue();
        JsonNode.DeepEquals(item, JsonNode.Parse("""
            {"Id":"3","SyncToken":"0","domain":"QBO","sparse":false,"Name":"Consulting hour","FullyQualifiedName":"Consulting hour","SubItem":false,"Active":true,"Type":"Service","Taxable":false,"UnitPrice":150,"PurchaseCost":0,
             "IncomeAccountRef":{"value":"79","name":"Sales of Product Income"},"TrackQtyOnHand":false}
            """)).ShouldBeTrue(item.ToJsonString());
        (await session.RowsAsync("Item", "select * from Item where Type = 'Service' and Name = 'Consulting hour'")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("""{"Type":"Service","IncomeAccountRef":{"value":"79"}}""", "2020")]
    [InlineData("""{"Name":"X","IncomeAccountRef":{"value":"79"}}""", "2020")]
    [InlineData("""{"Name":"X","Type":"Service"}""", "2020")]
    [InlineData("""{"Name":"X","Type":"Service","IncomeAccountRef":{"value":"35"}}""", "6000")]
    [InlineData("""{"Name":"X:Y","Type":"Service","IncomeAccountRef":{"value":"79"}}""", "2180")]
    [InlineData("""{"Name":"services","Type":"Service","IncomeAccountRef":{"value":"79"}}""", "6240")]
    [InlineData("""{"Name":"X","Type":"Group"}""", "500")]
    [InlineData("""{"Name":"X","Type":"Inventory","IncomeAccountRef":{"value":"79"}}""", "2020")]
    [InlineData("""{"Name":"X","Type":"Inventory","TrackQtyOnHand":true,"QtyOnHand":5,"InvStartDate":"2026-01-01","IncomeAccountRef":{"value":"79"},"ExpenseAccountRef":{"value":"13"},"AssetAccountRef":{"value":"81"}}""", "6000")]
    public async Task What_an_item_lacks_or_names_wrongly_is_refused(string body, string code)
    {
        await using var session = await QuickBooksSession.StartAsync();

        (await session.PostAsync("item", body)).Code.ShouldBe(code);
    }

    [Fact]
    public async Task Items_lie_in_categories_and_are_deactivated_instead_of_deleted()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var category = await session.WriteAsync("Item", new { Name = "Advice", Type = "Category" });
        var item = await session.WriteAsync("Item", new { Name = "Services", Type = "Service", IncomeAccountRef = new { value = "79" }, ParentRef = new { value = category["Id"]!.GetValue<string>() } });

        item["FullyQualifiedName"]!.GetValue<string>().ShouldBe("Advice:Services");
        (await session.PostAsync("item?operation=delete", item.Version(sparse: false))).Code.ShouldBe("500");
        (await session.PostAsync("item", category.Version(sparse: true).With("Active", false))).Code.ShouldBe("500");
        await session.WriteAsync("Item", item.Version(sparse: true).With("Active", false));
        (await session.RowsAsync("Item", "select * from Item where Name = 'Services'")).ShouldHaveSingleItem()["Id"]!.GetValue<string>().ShouldBe("1");
        (await session.PostAsync("invoice", Samples.Sale().With("Line", JsonNode.Parse($$$"""[{"DetailType":"SalesItemLineDetail","Amount":1,"SalesItemLineDetail":{"ItemRef":{"value":"{{{item["Id"]}}}"} } }]""")))).Code.ShouldBe("2500");
    }

    [Fact]
    public async Task A_sale_posts_to_the_account_of_its_item()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var item = await session.WriteAsync("Item", new { Name = "Prepaid hours", Type = "Service", IncomeAccountRef = new { value = "43" } });

        await session.WriteAsync("Invoice", Samples.Sale().With("Line", JsonNode.Parse($$$"""[{"DetailType":"SalesItemLineDetail","Amount":10,"SalesItemLineDetail":{"ItemRef":{"value":"{{{item["Id"]}}}"},"ItemAccountRef":{"value":"79"} } }]""")));

        (await session.ReadAsync("Account", "43")).Number("CurrentBalance").ShouldBe(10m);
    }

    [Fact]
    public async Task Classes_departments_terms_and_payment_methods_are_kept_and_named_by_transactions()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var north = await session.WriteAsync("Class", new { Name = "North" });
        var below = await session.WriteAsync("Class", new { Name = "Coast", ParentRef = new { value = north["Id"]!.GetValue<string>() } });
        var shop = await session.WriteAsync("Department", new { Name = "Shop" });
        var terms = await session.WriteAsync("Term", new { Name = "Fifth of the month", DayOfMonthDue = 5, DueNextMonthDays = 10 });
        var method = await session.WriteAsync("PaymentMethod", new { Name = "Transfer" });
        (below["FullyQualifiedName"]!.GetValue<string>(), below["SubClass"]!.GetValue<bool>()).ShouldBe(("North:Coast", true));
        (await session.PostAsync("class", new { Name = "north" })).Code.ShouldBe("6240");

        var body = Samples.Sale().With("DepartmentRef", Ref(shop)).With("SalesTermRef", Ref(terms));
        body["Line"]![0]!["SalesItemLineDetail"]!["ClassRef"] = Ref(below);
        var invoice = await session.WriteAsync("Invoice", body);
        var payment = await session.WriteAsync("Payment", Samples.Payment(1m).With("PaymentMethodRef", Ref(method)));

        (invoice["DepartmentRef"]!["name"]!.GetValue<string>(), invoice["DueDate"]!.GetValue<string>()).ShouldBe(("Shop", "2026-04-05"));
        invoice["Line"]![0]!["SalesItemLineDetail"]!["ClassRef"]!["name"]!.GetValue<string>().ShouldBe("North:Coast");
        payment["PaymentMethodRef"]!["name"]!.GetValue<string>().ShouldBe("Transfer");
    }

    [Fact]
    public async Task A_name_is_taken_for_customers_vendors_and_employees_alike()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.WriteAsync("Employee", new { GivenName = "Ada", FamilyName = "Stone" });

        (await session.PostAsync("customer", new { DisplayName = "ada stone" })).Code.ShouldBe("6240");
        (await session.PostAsync("vendor", new { DisplayName = "Ada Stone" })).Code.ShouldBe("6240");
        (await session.PostAsync("employee", new { GivenName = "City", FamilyName = "Power & Light" })).Code.ShouldBe("6240");
        (await session.PostAsync("employee", new { DisplayName = "Somebody" })).Code.ShouldBe("2020");
    }

    [Theory]
    [InlineData("QuickBooks Online Simple Start", "bill", "5030")]
    [InlineData("QuickBooks Online Simple Start", "billpayment", "5030")]
    [InlineData("QuickBooks Online Simple Start", "vendorcredit", "5030")]
    [InlineData("QuickBooks Online Essentials", "bill", null)]
    [InlineData("QuickBooks Online Essentials", "itembill", "5030")]
    [InlineData("QuickBooks Online Plus", "itembill", null)]
    [InlineData("QuickBooks Online Essentials", "class", "5030")]
    [InlineData("QuickBooks Online Essentials", "department", "5030")]
    [InlineData("QuickBooks Online Essentials", "inventory", "5030")]
    [InlineData("QuickBooks Online Plus", "inventory", null)]
    public async Task What_the_plan_does_not_have_is_refused(string plan, string what, string? code)
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { plan });
        var (entity, body) = what switch
        {
            "itembill" => ("bill", Samples.Bill().With("Line", JsonNode.Parse("""[{"DetailType":"ItemBasedExpenseLineDetail","Amount":1,"ItemBasedExpenseLineDetail":{"ItemRef":{"value":"1"}}}]"""))),
            "inventory" => ("item", Samples.Parse(
                """{"Name":"X","Type":"Inventory","TrackQtyOnHand":true,"QtyOnHand":5,"InvStartDate":"2026-01-01","IncomeAccountRef":{"value":"79"},"ExpenseAccountRef":{"value":"30"},"AssetAccountRef":{"value":"81"}}""")),
            "class" or "department" => (what, Samples.Parse("""{"Name":"X"}""")),
            _ => (what, Samples.Bill()),
        };

        (await session.PostAsync(entity, body)).Code.ShouldBe(code);
    }

    private static JsonObject Ref(JsonObject stored) => Samples.Ref(stored["Id"]!.GetValue<string>());
}
