using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

public abstract partial class ProviderConformance<TProvider>
{
    /// <summary>Archives a contact or makes it inactive, as a user does in the provider's own product.</summary>
    protected virtual Task PutContactOutOfUseAsync(RemoteSession session, string contactId) => throw new NotSupportedException($"{Key} keeps no contacts.");

    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public async Task A_refusal_for_a_contact_out_of_use_names_its_remote_id(int amount)
    {
        var contacts = Port<IKeepsContacts>();
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, amount, counterparty: "Old Supplier");
        await PutContactOutOfUseAsync(session, entry.ContactId!);

        var rejected = (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.Rejected>();

        rejected.Stale.ShouldBe(new StaleReference(ReferenceKind.Contact, entry.ContactId!));
        var again = (await contacts.EnsureContactsAsync(session.Calls, session.Company, ["Old Supplier"], Cancellation))["Old Supplier"];
        again.ShouldFail<string, ProviderFailure.Rejected>().Text.ShouldContain("Old Supplier");
    }

    [Fact]
    public async Task A_refusal_of_another_kind_names_no_contact()
    {
        Port<IKeepsContacts>();
        var session = await ConnectAsync();

        var rejected = (await WriteAsync(session, Spoil(await EntryAsync(session, -10m)))).ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.Rejected>();

        rejected.Stale?.Kind.ShouldNotBe(ReferenceKind.Contact);
    }

    [Fact]
    public async Task Names_that_look_the_same_are_one_contact()
    {
        var contacts = Port<IKeepsContacts>();
        var session = await ConnectAsync();
        string[] spellings = ["Caf\u00E9 Nero", "Cafe\u0301 Nero", "Caf\u00E9\u200B Nero", "Caf\u00E9\u00A0Nero", " Caf\u00E9  \u2003Nero ", "CAF\u00C9 NERO"];

        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var spelling in spellings)
        {
            var name = contacts.ContactName(spelling).ShouldNotBeNull();
            ids.Add((await contacts.EnsureContactsAsync(session.Calls, session.Company, [name], Cancellation))[name].ShouldSucceed());
        }

        var together = spellings.Select(spelling => contacts.ContactName(spelling)!).Distinct(StringComparer.Ordinal).ToList();
        ids.UnionWith((await contacts.EnsureContactsAsync(session.Calls, session.Company, together, Cancellation)).Values.Select(id => id.ShouldSucceed()));
        ids.ShouldHaveSingleItem();
    }
}
