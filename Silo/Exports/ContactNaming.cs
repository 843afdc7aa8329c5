using OrleansLedger.Domain.Text;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Exports;

/// <summary>Where the provider keeps contacts, an entry names its contact by remote id.</summary>
internal static class ContactNaming
{
    /// <summary>Gives each entry its contact's remote id; those whose contact cannot be had fail or wait by themselves.</summary>
    public static async Task<JobStep?> RunAsync(Turn turn, Readiness readiness, ExportSlice slice, List<CheckedEntry> entries, Job job)
    {
        if (turn.Provider is not IKeepsContacts contacts)
        {
            return null;
        }

        var company = turn.Connection.Company.RemoteId;
        // One contact for all names that look the same: known and cached by that form, asked for by the first one's spelling.
        var names = entries.Select(e => readiness.ContactName(e.Document)).OfType<string>().DistinctBy(CanonicalText.Key, StringComparer.Ordinal).ToList();
        var known = await turn.Ledger.InTurnAsync(
            t => AccountStore.ListContactsAsync(t, turn.Connection.Id, company, names.ConvertAll(CanonicalText.Key), CancellationToken.None), CancellationToken.None);
        foreach (var chunk in names.Where(n => !known.ContainsKey(CanonicalText.Key(n))).Chunk(contacts.ContactBatchSize))
        {
            var answers = await contacts.EnsureContactsAsync(turn.Calls, turn.Company, chunk, CancellationToken.None);
            var found = answers.Where(a => a.Value.Succeeded).ToDictionary(a => CanonicalText.Key(a.Key), a => a.Value.Value, StringComparer.Ordinal);
            if (found.Count > 0)
            {
                await turn.CommitAsync(t => AccountStore.PutContactsAsync(t, turn.Connection.Id, company, found, CancellationToken.None), CancellationToken.None);
            }

            foreach (var (name, answer) in answers)
            {
                if (answer.Succeeded)
                {
                    known[CanonicalText.Key(name)] = answer.Value;
                    continue;
                }

                if (answer.Failure is ProviderFailure.RateLimited or ProviderFailure.ConsentLost or ProviderFailure.Unauthorized)
                {
                    return JobStep.From(answer.Failure, job, turn);
                }

                foreach (var entry in entries.Where(e => CanonicalText.Same(readiness.ContactName(e.Document), name)))
                {
                    // Contacts are found or made by name: making them again is safe, so an unknown outcome is an ordinary retry.
                    var outcome = answer.Failure is ProviderFailure.Rejected or ProviderFailure.NotFound
                        ? WriteOutcome.From(answer.Failure)
                        : new WriteOutcome.RetryLater(answer.Failure!.Code, answer.Failure.Text);
                    Conclusion.Draw(turn, slice, entry.Open, outcome, $"Contact '{name}': ");
                }
            }
        }

        for (var i = entries.Count - 1; i >= 0; i--)
        {
            var name = readiness.ContactName(entries[i].Document);
            if (name is null)
            {
                continue;
            }

            if (known.TryGetValue(CanonicalText.Key(name), out var id))
            {
                entries[i] = entries[i] with { Entry = entries[i].Entry with { ContactId = id } };
            }
            else
            {
                entries.RemoveAt(i);
            }
        }

        return null;
    }
}
