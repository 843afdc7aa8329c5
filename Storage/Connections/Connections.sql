-- name: connection_insert
insert into connection (id, tenant_id, provider, remote_company_id, company, status, settings, authorization_key)
values (@Id, @TenantId, @Provider, @RemoteCompanyId, @Company::jsonb, 'connecting', @Settings::jsonb, @AuthorizationKey)

-- name: connection_hold_provider
-- Two who connect at once wait for each other: the second renews what the first has made.
select pg_advisory_xact_lock(hashtextextended(@TenantId::text || @Provider, 0)) is null

-- name: connection_to_renew
-- The live one; else the one that this company was connected by before: what it exported is known there.
select id, remote_company_id from connection
where tenant_id = @TenantId and provider = @Provider and (status <> 'disconnected' or remote_company_id = @RemoteCompanyId)
order by status = 'disconnected', created_at desc
limit 1

-- name: connection_reactivate
-- The same company keeps what was read of it until it is read again.
update connection
set status = 'connecting', status_reason = null, error_count = 0, last_error = null, company_read_at = null,
    unavailable_since = null, paused_until = null, outage_tries = 0, outage_code = null, outage_text = null, outage_on_write = false,
    company = case when remote_company_id = @RemoteCompanyId then company || jsonb_build_object('Name', @Name::text) else @Company::jsonb end,
    matched_at = case when remote_company_id = @RemoteCompanyId then matched_at end,
    matched_through = case when remote_company_id = @RemoteCompanyId then matched_through end,
    remote_company_id = @RemoteCompanyId, authorization_key = @AuthorizationKey, epoch = epoch + 1, updated_at = now()
where id = @Id

-- name: connection_forget_company
-- Remote ids of another company: the same id can name another account there, so no choice is kept that names one.
with accounts as (delete from account where connection_id = @Id),
    tax_codes as (delete from tax_code where connection_id = @Id),
    mappings as (delete from mapping_rule where connection_id = @Id)
update connection
set settings = settings - array['DefaultBankAccount', 'DefaultExpenseAccount', 'DefaultIncomeAccount', 'DefaultTaxCode', 'VoucherSeries']
where id = @Id

-- name: connection_hold_jobs
update job set waiting_for = @WaitingFor
where connection_id = @Id and status in ('available', 'running', 'retryable') and waiting_for is null
returning id

-- name: connection_shares_authorization
select shares_authorization(@Id)

-- name: connection_find
select id, tenant_id, provider, remote_company_id, company::text as company, status, status_reason, settings::text as settings, epoch,
       turn_open, quota::text as quota, error_count, last_error, company_read_at, matched_through, matched_at,
       unavailable_since, paused_until, outage_tries, outage_code, outage_text, outage_on_write
from connection where id = @Id

-- name: connection_list
select id, tenant_id, provider, remote_company_id, company::text as company, status, status_reason, settings::text as settings, epoch,
       turn_open, quota::text as quota, error_count, last_error, company_read_at, matched_through, matched_at,
       unavailable_since, paused_until, outage_tries, outage_code, outage_text, outage_on_write
from connection where tenant_id = @TenantId order by provider, created_at

-- name: connection_begin_turn
with before as (select id, turn_open from connection where id = @Id for no key update)
update connection c set epoch = c.epoch + 1, turn_open = true, turn_until = @Until
from before where c.id = before.id
returning c.id, c.tenant_id, c.provider, c.remote_company_id, c.company::text as company, c.status, c.status_reason,
          c.settings::text as settings, c.epoch, before.turn_open, c.quota::text as quota, c.error_count, c.last_error, c.company_read_at, c.matched_through, c.matched_at,
          c.unavailable_since, c.paused_until, c.outage_tries, c.outage_code, c.outage_text, c.outage_on_write

-- name: connection_hold_epoch
select 1 from connection where id = @Id and epoch = @Epoch for share

-- name: connection_end_turn
update connection set turn_open = false, turn_until = null, quota = @Quota::jsonb where id = @Id and epoch = @Epoch

-- name: connection_set_company
with waiting as (
    update job j set waiting_for = null
    from connection c
    where c.id = @Id and c.epoch = @Epoch and j.connection_id = c.id and j.status in ('available', 'running', 'retryable') and j.waiting_for = @WaitingFor)
update connection
set company = @Company::jsonb, company_read_at = @At, updated_at = now(), status = case status when 'connecting' then 'active' else status end
where id = @Id and epoch = @Epoch

-- name: connection_set_matched_through
update connection set matched_through = @Through where id = @Id and epoch = @Epoch

-- name: connection_set_matched
update connection set matched_at = @At where id = @Id and epoch = @Epoch

-- name: connection_set_status
update connection set status = @Status, status_reason = @Reason, updated_at = now() where id = @Id

-- name: connection_note_error
update connection set error_count = error_count + 1, last_error = @Error, last_error_at = @At where id = @Id

-- name: connection_begin_outage
update connection
set unavailable_since = @Since, paused_until = @PausedUntil, outage_tries = @Tries,
    outage_code = @Code, outage_text = @Text, outage_on_write = @OnWrite,
    error_count = error_count + 1, last_error = @Text, last_error_at = @Now
where id = @Id and epoch = @Epoch

-- name: connection_end_outage
update connection
set unavailable_since = null, paused_until = null, outage_tries = 0, outage_code = null, outage_text = null, outage_on_write = false,
    error_count = 0, last_error = null
where id = @Id and epoch = @Epoch and unavailable_since is not null

-- name: connection_clear_errors
update connection set error_count = 0, last_error = null where id = @Id and error_count > 0

-- name: connection_lock
select 1 from connection where id = @Id for no key update

-- name: connection_set_settings
update connection set settings = @Settings::jsonb, updated_at = now() where id = @Id

-- name: connection_sync_now
update connection set next_sync_at = case when @Frequency <> 'manual' then @Now::timestamptz end where id = @Id returning schedule_bucket

-- name: connection_move_sync
update connection set next_sync_at = next_sync(@Frequency, id, @TimeZone, @Now) where id = @Id and next_sync_at > @Now

-- name: connection_knows_time_zone
select exists (select from pg_timezone_names where name = @TimeZone)

-- name: connection_claim_sync
update connection c
set next_sync_at = next_sync(@Frequency, c.id, @TimeZone, @Now)
where c.id = @Id and c.next_sync_at = @DueAt

-- name: idle_connections
select tenant_id, connection_id from idle_connections(@Provider, @RefreshedBefore, @AtMost)

-- name: credential_store_first
insert into credential (connection_id, tenant_id, tokens, access_expires_at, refresh_expires_at, refreshed_at)
values (@ConnectionId, @TenantId, @Tokens, @AccessExpiresAt, @RefreshExpiresAt, @RefreshedAt)
on conflict (connection_id) do update
set tokens = excluded.tokens, previous_tokens = null, access_expires_at = excluded.access_expires_at,
    refresh_expires_at = excluded.refresh_expires_at, refresh_began_at = null, refreshed_at = excluded.refreshed_at

-- name: credential_find
select tokens, previous_tokens, access_expires_at, refresh_expires_at, refresh_began_at, refreshed_at
from credential where connection_id = @ConnectionId

-- name: credential_begin_refresh
update credential set refresh_began_at = @At where connection_id = @ConnectionId

-- name: credential_rotate
update credential
set previous_tokens = tokens, tokens = @Tokens, access_expires_at = @AccessExpiresAt, refresh_expires_at = @RefreshExpiresAt,
    refresh_began_at = null, refreshed_at = @RefreshedAt
where connection_id = @ConnectionId

-- name: credential_end_refresh
update credential set refresh_began_at = null where connection_id = @ConnectionId

-- name: credential_drop_previous
update credential set previous_tokens = null where connection_id = @ConnectionId and previous_tokens is not null

-- name: credential_delete
delete from credential where connection_id = @ConnectionId
