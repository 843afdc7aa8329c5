using System.Text.Json.Nodes;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Isolation;

/// <summary>What was found wrong, and what the attacks are known to have been able to find.</summary>
internal sealed class Findings
{
    /// <summary>What was another's and came out, was changed or was heard, with the field first.</summary>
    public HashSet<string> Leaks { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers that say that something broke in the server.</summary>
    public HashSet<string> Broken { get; } = new(StringComparer.Ordinal);

    /// <summary>Fields that gave, changed or told the owner what is its own, when asked in the same way.</summary>
    public HashSet<string> Proven { get; } = new(StringComparer.Ordinal);

    /// <summary>Fields for keys of the platform alone.</summary>
    public HashSet<string> OfThePlatform { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests made as somebody who must not succeed.</summary>
    public int Attacks { get; set; }
}

/// <summary>
/// Attacks one tenant with another's key, field by field as the schema lists them. Each field is first asked as the owner would, until the owner's data show:
/// the same request with the other tenant's values here and there is the attack.
/// </summary>
internal sealed class IsolationCheck(RunningApi api, TenantTables tables, Schema schema, string platformKey)
{
    private const int Deep = 3;
    private const int Shallow = 1;

    /// <summary>Written by every mutation, also by one that was refused: no proof that it does anything.</summary>
    private static readonly string[] s_record = ["audit_entry", "audit_head", "audit_intent"];

    public Findings Findings { get; } = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Reads as a stranger whatever queries there are.</summary>
    /// <param name="only">The fields to attack; all without it.</param>
    public async Task QueriesAsync(Belongings attacker, Belongings victim, Func<string, bool>? only = null)
    {
        var traces = await Traces.OfAsync(victim.Tenant, tables);
        // Cursors first: the lists below the root are attacked with those of the lists at the root too.
        foreach (var route in Route.Roots(schema, "query").Concat(Route.Nested(schema)).Where(r => only?.Invoke(r.Name) != false))
        {
            var plan = await RehearseReadingAsync(route, victim, traces);
            foreach (var attack in Attacks(route.Last, plan, attacker, victim))
            {
                await ReadAsync(route, attack, attacker.Tenant.Key, traces, []);
            }

            foreach (var attack in new[] { plan, plan with { Full = true } })
            {
                await ReadAsync(route, attack, platformKey, traces, [victim.Tenant.Id.Value], PublicToThePlatform(victim));
            }
        }
    }

    /// <summary>Changes as a stranger whatever mutations there are. Each has tenants of its own: what one used up is not missing in the next.</summary>
    public async Task MutationsAsync(Func<Task<Belongings>> populate, Func<string, bool>? only = null)
    {
        foreach (var route in Route.Roots(schema, "mutation").Where(r => only?.Invoke(r.Name) != false))
        {
            var (plan, isPlatform) = await RehearseChangingAsync(route, await populate());
            var (attacker, victim) = (await populate(), await populate());
            var traces = await Traces.OfAsync(victim.Tenant, tables);
            var before = await tables.DigestAsync(victim.Tenant.Id.Value);
            var sent = new HashSet<string>(StringComparer.Ordinal);
            var (whose, others) = isPlatform ? (platformKey, attacker.Tenant.Key) : (attacker.Tenant.Key, platformKey);
            foreach (var (key, attack) in Attacks(route.Last, plan, attacker, victim).SelectMany(a => a.Target is null ? [(whose, a), (others, a)] : new[] { (whose, a) }))
            {
                Findings.Attacks++;
                var operation = Operation.Write(schema, route, attack, Shallow);
                sent.UnionWith(operation.Sent);
                var response = await WhileTimePassesAsync(api.AskAsync(key, operation));
                Note(route, attack, response);
                var isPlatforms = key == platformKey;
                foreach (var trace in traces.In(response, isPlatforms ? [.. sent, .. PublicToThePlatform(victim)] : sent, isPlatforms ? [victim.Tenant.Id.Value] : []))
                {
                    Findings.Leaks.Add($"{route.Name} gave {trace} for {operation.Variables.ToJsonString()}");
                }

                var after = await tables.DigestAsync(victim.Tenant.Id.Value);
                foreach (var table in after.Keys.Where(t => after[t] != before[t] && !(isPlatforms && isPlatform && t is "tenant" or "api_key" or "audit_entry" or "audit_head")))
                {
                    Findings.Leaks.Add($"{route.Name} changed {table} with {operation.Variables.ToJsonString()}: {response.ToJsonString()}");
                }

                before = after;
            }
        }
    }

    /// <summary>Listens as a stranger to whatever subscriptions there are, while things happen to both.</summary>
    public async Task SubscriptionsAsync(Belongings attacker, Belongings victim, Func<string, bool>? only = null)
    {
        var traces = await Traces.OfAsync(victim.Tenant, tables);
        var own = await Traces.OfAsync(attacker.Tenant, tables);
        var streams = new List<(Asking.Stream Stream, Traces Hopes, bool Stranger)>();
        try
        {
            foreach (var route in Route.Roots(schema, "subscription").Where(r => only?.Invoke(r.Name) != false))
            {
                streams.Add((Open(route, new Plan(attacker), attacker.Tenant.Key), own, false));
                streams.Add((Open(route, new Plan(victim), victim.Tenant.Key), traces, false));
                streams.AddRange(Attacks(route.Last, new Plan(attacker), attacker, victim).Select(a => (Open(route, a, attacker.Tenant.Key), own, true)));
                streams.Add((Open(route, new Plan(victim), platformKey), own, true));
            }

            await Eventually.HoldsAsync(
                "everybody has heard what is its own",
                async () =>
                {
                    // The victim's come first: who has heard its own has had the victim's before it.
                    await victim.Tenant.HappenAsync();
                    await attacker.Tenant.HappenAsync();
                    api.Clock.Advance(TimeSpan.FromSeconds(1));
                    return streams.Where(s => !s.Stranger).All(s => s.Stream.Heard.Any(h => s.Hopes.In(h["data"], []).Count > 0));
                },
                Cancelled);
        }
        finally
        {
            foreach (var (stream, _, _) in streams)
            {
                await stream.DisposeAsync();
            }
        }

        foreach (var (stream, _, stranger) in streams)
        {
            Findings.Attacks += stranger ? 1 : 0;
            foreach (var heard in stream.Heard)
            {
                if (heard.ToJsonString().Contains("INTERNAL_SERVER_ERROR", StringComparison.Ordinal))
                {
                    Findings.Broken.Add($"{stream.Name}: {heard.ToJsonString()}");
                }

                Findings.Leaks.UnionWith((stream.Key == victim.Tenant.Key ? [] : traces.In(heard, stream.Operation.Sent)).Select(t => $"{stream.Name} told {t}"));
            }
        }

        Findings.Proven.UnionWith(streams.Where(s => s.Stream.Key == victim.Tenant.Key && s.Stream.Heard.Any(h => traces.In(h["data"], []).Count > 0)).Select(s => s.Stream.Name));
    }

    private static string[] PublicToThePlatform(Belongings victim) => [$"{victim.Tenant.Mark}tenant"];

    /// <summary>Requests with the victim's things in one place each and the attacker's own in the others, and with nothing but the victim's.</summary>
    private static IEnumerable<Plan> Attacks(Field field, Plan like, Belongings attacker, Belongings victim)
    {
        var own = like with { Own = attacker };
        yield return own;
        yield return own with { Full = !own.Full };
        foreach (var index in new[] { 0, 1, 2 })
        {
            yield return like with { Own = victim, Index = index };
            yield return like with { Own = victim, Index = index, Full = !like.Full };
        }

        foreach (var leaf in Arguments.LeavesOf(field))
        {
            foreach (var value in ValuesFor(leaf, victim))
            {
                var aimed = own with { Target = leaf.Path, Value = value };
                yield return aimed;
                if (leaf.Type.Name is "ID" or "String")
                {
                    yield return aimed with { Full = !own.Full };
                }

                if (leaf.InList)
                {
                    yield return aimed with { Mixed = true };
                }
            }
        }
    }

    private static IEnumerable<JsonNode> ValuesFor(Leaf leaf, Belongings victim) => leaf.Type switch
    {
        EnumType words => words.Values.Select(v => (JsonNode)v.Name),
        { Name: "ID" } => victim.Ids.SelectMany(k => k.Value.Take(1)).Append(victim.Tenant.Connections[0].ToString()).Select(v => (JsonNode)v),
        { Name: "String" } => victim.TextsOf(leaf.FieldName, leaf.Name).SelectMany(c => c.Take(2)).Concat(victim.TextsOf("", "sourceReference")[0].Take(1)).Concat(victim.Ids["Job"].Take(1)).Distinct(StringComparer.Ordinal).Take(10).Select(v => (JsonNode)v),
        { Name: "Boolean" } => [true, false],
        { Name: "Int" or "Long" } => [0, 500],
        _ => [],
    };

    /// <summary>Ways to ask as an owner, the plainest first.</summary>
    private static IEnumerable<Plan> Rehearsals(Field field, Belongings owner) => Plain(owner)
        .Concat(Arguments.LeavesOf(field).SelectMany(l => Plain(owner).Where(p => p is { Column: 0, Full: false, Kind: "Connection" }).Select(p => p with { Also = l.Path })));

    private static IEnumerable<Plan> Plain(Belongings owner) =>
        from column in Enumerable.Range(0, 5)
        from kind in owner.Ids.Keys.OrderByDescending(k => k == "Connection").Take(column == 0 ? int.MaxValue : 1)
        from index in Enumerable.Range(0, kind == "Connection" ? 6 : 1)
        from full in new[] { false, true }
        select new Plan(owner, full, index, column) { Kind = kind };

    private async Task<Plan> RehearseReadingAsync(Route route, Belongings owner, Traces traces)
    {
        foreach (var plan in Rehearsals(route.Last, owner))
        {
            var operation = Operation.Write(schema, route, plan, Deep);
            var response = await api.AskAsync(owner.Tenant.Key, operation);
            Note(route, plan, response);
            RememberCursors(route.Last.Name, Reached(response["data"], route), owner);
            if (Reached(response["data"], route).Any(reached => traces.In(reached, []).Count > 0))
            {
                Findings.Proven.Add(route.Name);
                return plan;
            }

            if (IsForThePlatform(response))
            {
                Findings.OfThePlatform.Add(route.Name);
                break;
            }
        }

        return new Plan(owner);
    }

    private async Task<(Plan Plan, bool IsPlatform)> RehearseChangingAsync(Route route, Belongings owner)
    {
        var isPlatform = false;
        var before = await tables.DigestAsync(owner.Tenant.Id.Value);
        foreach (var plan in Rehearsals(route.Last, owner))
        {
            var operation = Operation.Write(schema, route, plan, Shallow);
            var response = await WhileTimePassesAsync(api.AskAsync(isPlatform ? platformKey : owner.Tenant.Key, operation));
            if (!isPlatform && IsForThePlatform(response))
            {
                isPlatform = true;
                response = await api.AskAsync(platformKey, operation);
                Findings.OfThePlatform.Add(route.Name);
            }

            Note(route, plan, response);
            var after = await tables.DigestAsync(owner.Tenant.Id.Value);
            var changed = after.Where(t => !s_record.Contains(t.Key)).Any(t => before[t.Key] != t.Value);
            var made = isPlatform && response["errors"] is null && response["data"]?[route.Last.Name]?["errors"] is JsonArray { Count: 0 };
            if (changed || made)
            {
                Findings.Proven.Add(route.Name);
                return (plan, isPlatform);
            }
        }

        return (new Plan(owner), isPlatform);
    }

    private static bool IsForThePlatform(JsonObject response) => response["errors"]?[0]?["extensions"]?["code"]?.GetValue<string>() == "AUTH_NOT_AUTHORIZED";

    private async Task ReadAsync(Route route, Plan attack, string key, Traces traces, Guid[] known, params string[] alsoKnown)
    {
        Findings.Attacks++;
        var operation = Operation.Write(schema, route, attack, attack.Target is null ? Deep : Shallow);
        var response = await api.AskAsync(key, operation);
        Note(route, attack, response);
        foreach (var trace in traces.In(response, [.. operation.Sent, .. alsoKnown], known))
        {
            Findings.Leaks.Add($"{route.Name} gave {trace} for {operation.Variables.ToJsonString()}");
        }
    }

    private void Note(Route route, Plan plan, JsonObject response)
    {
        foreach (var error in response["errors"] as JsonArray ?? [])
        {
            // A document that does not fit the schema is this check's own mistake.
            if (error?["extensions"]?["code"]?.GetValue<string>() is null or "INTERNAL_SERVER_ERROR" or "GRAPHQL_VALIDATION_FAILED" or "GRAPHQL_PARSE_FAILED" or "OPERATION_TOO_COMPLEX")
            {
                Findings.Broken.Add($"{route.Name}, {plan.Target ?? "own"} = {plan.Value?.ToJsonString()}: {error?.ToJsonString()}");
            }
        }
    }

    /// <summary>Some mutations wait for what no silo does here, until their patience is over.</summary>
    private async Task<JsonObject> WhileTimePassesAsync(Task<JsonObject> asking)
    {
        var passing = Eventually.HoldsAsync(
            "the mutation is answered",
            () =>
            {
                api.Clock.Advance(TimeSpan.FromSeconds(1));
                return asking.IsCompleted;
            },
            Cancelled);
        await await Task.WhenAny(asking, passing);
        return await asking;
    }

    private Asking.Stream Open(Route route, Plan plan, string key) => new(api, key, Operation.Write(schema, route, plan, Shallow), route.Name);

    private static void RememberCursors(string field, IEnumerable<JsonNode?> pages, Belongings owner)
    {
        foreach (var page in pages.OfType<JsonObject>())
        {
            foreach (var cursor in (page["edges"] as JsonArray ?? []).Select(e => e?["cursor"]?.GetValue<string>()).OfType<string>())
            {
                owner.Remember(field, cursor);
            }
        }
    }

    /// <summary>What stands at the end of the route, once for each object that leads there.</summary>
    private static IEnumerable<JsonNode?> Reached(JsonNode? data, Route route) =>
        route.Fields.Aggregate((IEnumerable<JsonNode?>)[data], (nodes, field) => nodes.SelectMany(n => n switch
        {
            JsonObject members => [members[field.Name]],
            JsonArray items => items.OfType<JsonObject>().Select(i => i[field.Name]),
            _ => [],
        })).SelectMany(n => n is JsonArray items ? items.AsEnumerable() : [n]);
}
