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
    /// <summary>Gives each entry its contact's remote id; those whose contact cannot be found or created fail or wait by themselves.</summary>
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
            var answers = await EnsureAsync(turn, contacts, chunk);
            var found = answers.Where(a => a.Value.Succeeded).ToDictionary(a => CanonicalText.Key(a.Key), a => a.Value.Value, StringComparer.Ordinal);
            if (found.Count > 0)
            {
                await turn.CommitAsync(t => AccountStore.PutContactsAsync(t, turn.Connection.Id, company, found, CancellationToken.None), CancellationToken.None);
            }

            if (answers.Values.Select(a => Stopping(a.Failure, answers.Count, found.Count, job, turn)).FirstOrDefault(s => s is not null) is { } stop)
            {
                return stop;
            }

            foreach (var (name, answer) in answers)
            {
                if (answer.Succeeded)
                {
                    known[CanonicalText.Key(name)] = answer.Value;
                    continue;
                }

                foreach (var entry in entries.Where(e => CanonicalText.Same(readiness.ContactName(e.Document), name)))
                {
                    // Contacts are found or created by name: trying again is safe, so an unknown outcome is an ordinary retry.
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

    /// <summary>
    /// Names whose call failed for an unknown reason are tried in halves, so that one name that makes calls fail is isolated. Where the first and the last name
    /// fail by themselves, the provider is to blame and not a name.
    /// </summary>
    private static async Task<IReadOnlyDictionary<string, Answer<string>>> EnsureAsync(Turn turn, IKeepsContacts contacts, string[] names)
    {
        var answers = await contacts.EnsureContactsAsync(turn.Calls, turn.Company, names, CancellationToken.None);
        var unknown = names.Where(n => answers[n].Failure is ProviderFailure.OutcomeUnknown).ToArray();
        if (unknown.Length < 2)
        {
            return answers;
        }

        var all = new Dictionary<string, Answer<string>>(answers, StringComparer.Ordinal);
        foreach (var name in (string[])[unknown[0], unknown[^1]])
        {
            all[name] = (await contacts.EnsureContactsAsync(turn.Calls, turn.Company, [name], CancellationToken.None))[name];
        }

        if (all[unknown[0]].Failure is ProviderFailure.OutcomeUnknown && all[unknown[^1]].Failure is ProviderFailure.OutcomeUnknown)
        {
            return all;
        }

        var rest = unknown[1..^1];
        foreach (var half in (string[][])[rest[..(rest.Length / 2)], rest[(rest.Length / 2)..]])
        {
            if (half.Length == 0)
            {
                continue;
            }

            foreach (var (name, answer) in await EnsureAsync(turn, contacts, half))
            {
                all[name] = answer;
            }
        }

        return all;
    }

    /// <summary>A failure that concerns the connection and not a name. Creation that fails for every one of several names is an outage.</summary>
    private static JobStep? Stopping(ProviderFailure? failure, int asked, int found, Job job, Turn turn) => failure switch
    {
        ProviderFailure.RateLimited or ProviderFailure.ConsentLost or ProviderFailure.Unauthorized or ProviderFailure.CompanyInactive => JobStep.From(failure, job, turn),
        ProviderFailure.Transient => new JobStep.Outage(failure.Code, failure.Text, OnWrite: true),
        ProviderFailure.OutcomeUnknown when asked > 1 && found == 0 => new JobStep.Outage(failure.Code, failure.Text, OnWrite: true),
        _ => null,
    };
}
