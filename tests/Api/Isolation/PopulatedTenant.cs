using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansLedger.Api.Connections;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Tenants;

namespace OrleansLedger.Api.Tests.Isolation;

/// <summary>A tenant with rows in every table. Every text of its own making begins with <see cref="Mark"/>, which no other tenant's does.</summary>
internal sealed class PopulatedTenant
{
    private const string Rows =
        """
        insert into account (connection_id, tenant_id, remote_id, code, name, kind, type, currency, active)
        select c.id, $1, $2 || 'account-id-' || c.no || '-' || i, $2 || 'account-code-' || i, $2 || 'account-name-' || i,
               (array['bank', 'credit_card', 'asset', 'liability', 'equity', 'income', 'expense'])[1 + i % 7], $2 || 'account-type', 'EUR', true
        from unnest($3) with ordinality c(id, no), generate_series(1, $4) i;

        insert into tax_code (connection_id, tenant_id, remote_id, name, rate, active)
        select c.id, $1, $2 || 'tax-id-' || c.no || '-' || i, $2 || 'tax-name-' || i, i, true from unnest($3) with ordinality c(id, no), generate_series(1, $4) i;

        insert into mapping_rule (connection_id, tenant_id, kind, key, remote_id)
        select c.id, $1, k.kind, $2 || k.kind || '-' || i, $2 || k.what || c.no || '-' || i
        from unnest($3) with ordinality c(id, no), (values ('category', 'account-id-'), ('bank_account', 'account-id-'), ('tax_code', 'tax-id-')) k(kind, what), generate_series(1, $4) i;

        insert into contact (connection_id, tenant_id, remote_company_id, name, remote_id)
        select c.id, $1, $2 || 'company-' || c.no, $2 || 'contact-' || i, $2 || 'contact-id-' || i from unnest($3) with ordinality c(id, no), generate_series(1, $4) i;

        insert into bank_transaction (id, tenant_id, source_reference, transacted_on, description, amount, currency, counterparty, category, bank_account, tax_code, status, rates, created_at)
        select gen_random_uuid(), $1, $2 || 'reference-' || i, date '2026-03-04' + i, $2 || 'description-' || i, -i, 'EUR', $2 || 'counterparty-' || i,
               $2 || 'category-' || i, $2 || 'bank_account-' || i, $2 || 'tax_code-' || i, 'completed', '{"USD": 1.5}', now() - i * interval '1 minute'
        from generate_series(1, $4) i;

        insert into job (id, tenant_id, connection_id, kind, priority, payload, status, cancel_requested, not_before, waiting_for, attempt, total, result, error_code, error_text, idempotency_key, created_at, started_at, finished_at)
        select gen_random_uuid(), $1, c.id, 'export_transactions', 0, jsonb_build_object('force', false, 'note', $2 || 'payload'),
               (array['available', 'running', 'retryable', 'completed', 'cancelled', 'discarded'])[1 + i % 6], false, now() - interval '1 minute', $2 || 'waiting-' || i, 1, $4,
               jsonb_build_object('note', $2 || 'result'), $2 || 'job-error-' || i, $2 || 'job-text-' || i, $2 || 'idempotency-' || c.no || '-' || i, now() - i * interval '1 minute', now(), now()
        from unnest($3) with ordinality c(id, no), generate_series(1, $4) i;

        insert into job_document (job_id, tenant_id, ordinal, document_id, outcome, entry_done, attempt, not_before, detail, settled_at)
        select j.id, $1, t.no, t.id, (array['synced', 'unchanged', 'parked', 'refused', 'failed', 'cancelled'])[1 + t.no % 6], false, 1, now(), $2 || 'detail-' || t.no, now()
        from job j, (select id, row_number() over (order by source_reference) as no from bank_transaction where tenant_id = $1) t where j.tenant_id = $1;

        insert into sync_write (id, tenant_id, connection_id, remote_company_id, prepared, epoch, sent_at, error_code, error_text)
        select gen_random_uuid(), $1, c.id, $2 || 'company-' || c.no, jsonb_build_object('body', $2 || 'prepared'), 0, now(), $2 || 'write-error', $2 || 'write-text' from unnest($3) with ordinality c(id, no);

        insert into sync_record (id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision, content_hash, content, attempt, write_id,
                                 remote_id, remote_number, remote_version, error_code, error_text, error_field, sending_at, synced_at, updated_at)
        select gen_random_uuid(), $1, c.id, $2 || 'company-' || c.no, 'bank_transaction', t.id, 1, 'booking', $2 || 'entry-key-' || c.no || '-' || t.no,
               (array['parked', 'sending', 'synced', 'failed', 'taken_back'])[1 + t.no % 5], 1, sha256(convert_to($2 || 'content' || t.no, 'UTF8')),
               jsonb_build_object('text', $2 || 'content'), 1, w.id, $2 || 'remote-' || c.no || '-' || t.no, $2 || 'number-' || t.no, $2 || 'version-' || t.no,
               $2 || 'record-error-' || t.no, $2 || 'record-text-' || t.no, $2 || 'record-field-' || t.no, now(), now(), now() - t.no * interval '1 minute'
        from unnest($3) with ordinality c(id, no)
        join sync_write w on w.connection_id = c.id,
        (select id, row_number() over (order by source_reference) as no from bank_transaction where tenant_id = $1) t;

        insert into sync_attachment (tenant_id, connection_id, remote_company_id, document_id, entry, attachment_id, file_name, state, remote_id, remote_version, error_code, error_text, attempt, epoch, job_id, refusals,
                                     updated_at)
        select $1, c.id, $2 || 'company-' || c.no, a.document_id, 1, a.id, $2 || 'sent-name', 'synced', $2 || 'file-id', $2 || 'file-version', $2 || 'file-error', $2 || 'file-text', 1, 0,
               (select id from job j where j.connection_id = c.id limit 1), 1, now()
        from unnest($3) with ordinality c(id, no), attachment a where a.tenant_id = $1;

        insert into link_candidate (tenant_id, connection_id, remote_company_id, document_id, remote_id, remote_number, remote_version, remote_text)
        select $1, c.id, $2 || 'company-' || c.no, t.id, $2 || 'candidate-' || t.no, $2 || 'candidate-number-' || t.no, $2 || 'candidate-version', $2 || 'candidate-text'
        from unnest($3) with ordinality c(id, no), (select id, row_number() over (order by source_reference) as no from bank_transaction where tenant_id = $1) t;

        insert into sync_log (id, at, tenant_id, connection_id, job_id, operation, method, path, status, outcome, detail, duration_ms)
        select gen_random_uuid(), now() - row_number() over () * interval '1 second', $1, j.connection_id, j.id, $2 || 'operation', 'POST', '/' || $2 || 'path', 200, 'ok', $2 || 'log-detail', 5
        from job j where j.tenant_id = $1;

        insert into event_horizon (tenant_id, cleaned_through) values ($1, 0);
        """;

    private readonly TenantTables _tables;

    private PopulatedTenant(RunningApi api, TenantTables tables, TenantId id, string mark) => (Api, _tables, Id, Mark) = (api, tables, id, mark);

    public RunningApi Api { get; }

    public TenantId Id { get; }

    /// <summary>The beginning of every text of the tenant's.</summary>
    public string Mark { get; }

    /// <summary>The first key, of the role admin.</summary>
    public string Key { get; private set; } = "";

    /// <summary>States of authorizations that were begun: one for each provider, and one that waits for the choice of a company.</summary>
    public IReadOnlyList<string> States { get; private set; } = [];

    /// <summary>For each of those states a code that its provider takes.</summary>
    public IReadOnlyList<string> Codes { get; private set; } = [];

    /// <summary>Its connections; the first is active.</summary>
    public Guid[] Connections { get; private set; } = [];

    public string CompanyOffered => $"{Mark}offered";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <param name="connections">How many it has: one active, one expired, the others disconnected.</param>
    /// <param name="rows">How many of everything for each of them.</param>
    public static async Task<PopulatedTenant> CreateAsync(RunningApi api, TenantTables tables, int connections = 2, int rows = 3)
    {
        var mark = $"mark{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}-";
        var database = api.Service<LedgerDatabase>();
        var tenant = new PopulatedTenant(api, tables, await TenantStore.CreateAsync(database, $"{mark}tenant", Cancelled), mark);
        await tenant.MakeKeysAsync(database, rows);
        await tenant.ConnectAsync(connections);
        await tenant.BeginAuthorizationsAsync(database);
        // Attachments come through their store, between the transactions and what was sent of them.
        var sent = Rows.IndexOf("insert into sync_attachment", StringComparison.Ordinal);
        await tenant.ExecuteAsync(Rows[..sent], rows);
        await tenant.AttachAsync(database);
        await tenant.ExecuteAsync(Rows[sent..], rows);
        await tenant.AuditAsync(rows);
        await tenant.HappenAsync();
        return tenant;
    }

    /// <summary>One event of every kind.</summary>
    public Task HappenAsync() => Api.Service<LedgerDatabase>().InTenantAsync(
        Id,
        async t =>
        {
            var job = (Guid)(await _tables.RowsAsync("select id from job where tenant_id = $1 and connection_id = $2 order by idempotency_key limit 1", Id.Value, Connections[0]))[0][0]!;
            t.Events.ConnectionChanged(new ConnectionId(Connections[0]));
            t.Events.JobChanged(new JobId(job));
            await EventStore.AppendLogAsync(
                t,
                new ConnectionId(Connections[0]),
                [new SyncLogLine(Api.Clock.GetUtcNow(), new JobId(job), $"{Mark}operation", "GET", $"/{Mark}path", 200, "ok", $"{Mark}log-detail", TimeSpan.FromMilliseconds(5))],
                Cancelled);
        },
        Cancelled);

    private async Task MakeKeysAsync(LedgerDatabase database, int rows)
    {
        foreach (var role in Enumerable.Repeat(AccessRole.Viewer, rows).Prepend(AccessRole.Operator).Prepend(AccessRole.Admin))
        {
            var key = await database.InTenantAsync(Id, t => ApiKeyStore.CreateAsync(t, $"{Mark}key-{role}", role, createdBy: null, Api.Clock.GetUtcNow(), Cancelled), Cancelled);
            Key = Key.Length == 0 ? key.Reveal() : Key;
        }

        // The first key is the one the tests call with; ending it would end them.
        await using var command = Api.Admin.CreateCommand("update api_key set last_used_at = now() + interval '1 day', created_by = gen_random_uuid() where tenant_id = $1");
        command.Parameters.AddWithValue(Id.Value);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private async Task ConnectAsync(int count)
    {
        Connections = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        await using var command = Api.Admin.CreateCommand(
            """
            insert into connection (id, tenant_id, provider, remote_company_id, company, status, status_reason, settings, quota, error_count, last_error, last_error_at, company_read_at, matched_at, authorization_key,
                                    unavailable_since, paused_until, outage_tries, outage_code, outage_text)
            select c.id, $1, case c.no when 2 then 'fortnox' else 'xero' end, $2 || 'company-' || c.no,
                   jsonb_build_object('RemoteId', $2 || 'company-' || c.no, 'Name', $2 || 'company-name-' || c.no, 'BaseCurrency', 'EUR', 'Country', 'NZ'),
                   case c.no when 1 then 'active' when 2 then 'expired' else 'disconnected' end, $2 || 'reason-' || c.no,
                   jsonb_build_object('DefaultBankAccount', $2 || 'account-id-' || c.no || '-1', 'DefaultCounterparty', $2 || 'counterparty'), '{}', 1, $2 || 'last-error-' || c.no, now(), now(), now(),
                   $2 || 'authorization-key-' || c.no, now(), now(), 1, $2 || 'outage-code-' || c.no, $2 || 'outage-text-' || c.no
            from unnest($3) with ordinality c(id, no)
            """);
        command.Parameters.AddWithValue(Id.Value);
        command.Parameters.AddWithValue(Mark);
        command.Parameters.AddWithValue(Connections);
        await command.ExecuteNonQueryAsync(Cancelled);
        var credentials = Api.Service<CredentialStore>();
        foreach (var connection in Connections.Select(c => new ConnectionId(c)))
        {
            await Api.Service<LedgerDatabase>().InTenantAsync(
                Id,
                async t =>
                {
                    await credentials.StoreFirstAsync(t, connection, Tokens("first"), Cancelled);
                    await credentials.RotateAsync(t, connection, Tokens("second"), Cancelled);
                },
                Cancelled);
        }
    }

    private TokenSet Tokens(string text) => new()
    {
        AccessToken = $"{Mark}access-{text}",
        RefreshToken = $"{Mark}refresh-{text}",
        IssuedAt = Api.Clock.GetUtcNow(),
        AccessExpiresAt = Api.Clock.GetUtcNow().AddHours(1),
        RefreshExpiresAt = Api.Clock.GetUtcNow().AddDays(60),
        AuthorizationId = $"{Mark}authorization",
    };

    private async Task BeginAuthorizationsAsync(LedgerDatabase database)
    {
        var (states, codes) = (new List<string>(), new List<string>());
        foreach (var provider in RunningApi.Providers.Order(StringComparer.Ordinal).Prepend("fortnox"))
        {
            var state = $"{Mark}state-{states.Count}";
            var now = Api.Clock.GetUtcNow();
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(state));
            await database.InTenantAsync(
                Id,
                async t =>
                {
                    await AuthorizationStore.BeginAsync(t, hash, provider, session: "", $"{Mark}verifier", $"https://books.example/{Mark}return", now, now.AddDays(1), Cancelled);
                    if (states.Count == 0)
                    {
                        await AuthorizationStore.UseAsync(t, hash, now, Cancelled);
                        var companies = JsonSerializer.Serialize(new List<GrantedCompany> { new(CompanyOffered, $"{Mark}offered-name", AuthorizationId: null) });
                        await AuthorizationStore.AwaitChoiceAsync(t, hash, Api.Service<AuthorizationSecrets>().Seal(Id, Tokens("pending")), companies, now.AddDays(1), Cancelled);
                    }
                },
                Cancelled);
            states.Add(state);
            var consent = await Api.Sandbox.ConsentAsync(Api.Service<ProviderCatalog>()[provider].Authorization.AuthorizeUrl(state, codeChallenge: null).AbsoluteUri);
            codes.Add(consent["code"]);
        }

        (States, Codes) = (states, codes);
        await ExecuteOneAsync("update oauth_state set session_id = $2 || 'session' where tenant_id = $1 and provider = 'quickbooks'");
    }

    private async Task AttachAsync(LedgerDatabase database)
    {
        var documents = await _tables.RowsAsync("select id from bank_transaction where tenant_id = $1 order by source_reference", Id.Value);
        await database.InTenantAsync(
            Id,
            t => AttachmentStore.AddAsync(
                t,
                [.. documents.SelectMany((d, i) => Enumerable.Range(0, 2).Select(f => new NewAttachment(new DocumentId((Guid)d[0]!), $"{Mark}receipt-{i}-{f}.pdf", $"application/{Mark}type", Encoding.UTF8.GetBytes($"{Mark}bytes-{i}-{f}"))))],
                Cancelled),
            Cancelled);
    }

    private async Task AuditAsync(int rows)
    {
        AuditFact Fact(AuditOutcome outcome) => new(
            Guid.CreateVersion7(), Api.Clock.GetUtcNow(), new ApiKeyId(Guid.CreateVersion7()), $"{Mark}actor", $"{Mark}action", $"{Mark}target", IPAddress.Loopback, outcome, $"{Mark}code",
            JsonSerializer.Serialize(new { note = $"{Mark}audit-detail" }));

        foreach (var outcome in Enumerable.Range(0, rows).Select(i => (AuditOutcome)(i % 3)))
        {
            await Api.Service<AuditStore>().AppendAsync(Id, Fact(outcome), Cancelled);
        }

        await Api.Service<AuditStore>().IntendAsync(Id, Fact(AuditOutcome.Ok), Cancelled);
    }

    private async Task ExecuteAsync(string sql, int rows)
    {
        foreach (var statement in sql.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = Api.Admin.CreateCommand($"with parameters as (select $1::uuid, $2::text, $3::uuid[], $4::int) {statement.TrimEnd(';')}");
            command.Parameters.AddWithValue(Id.Value);
            command.Parameters.AddWithValue(Mark);
            command.Parameters.AddWithValue(Connections);
            command.Parameters.AddWithValue(rows);
            await command.ExecuteNonQueryAsync(Cancelled);
        }
    }

    private async Task ExecuteOneAsync(string sql)
    {
        await using var command = Api.Admin.CreateCommand(sql);
        command.Parameters.AddWithValue(Id.Value);
        command.Parameters.AddWithValue(Mark);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
