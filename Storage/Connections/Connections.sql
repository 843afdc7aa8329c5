-- name: connection_insert
insert into connection (id, tenant_id, provider, remote_company_id, company, status, settings)
values (@Id, @TenantId, @Provider, @RemoteCompanyId, @Company::jsonb, 'active', @Settings::jsonb)

-- name: connection_hold_provider
-- Two who connect at once wait for each other: the second renews what the first has made.
select pg_advisory_xact_lock(hashtextextended(@TenantId::text || @Provider, 0)) is null

-- name: connection_to_renew
-- The live one; else the one that this company was connected by before: what it exported is known there.
select id from connection
where tenant_id = @TenantId and provider = @Provider and (status <> 'disconnected' or remote_company_id = @RemoteCompanyId)
order by status = 'disconnected', created_at desc
limit 1

-- name: connection_reactivate
update connection
set status = 'active', status_reason = null, error_count = 0, last_error = null,
    unavailable_since = null, paused_until = null, outage_tries = 0, outage_code = null, outage_text = null, outage_on_write = false, company = @Company::jsonb,
    matched_at = case when remote_company_id = @RemoteCompanyId then matched_at end,
    matched_through = case when remote_company_id = @RemoteCompanyId then matched_through end,
    remote_company_id = @RemoteCompanyId, epoch = epoch + 1, updated_at = now()
where id = @Id

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
update connection c set epoch = c.epoch + 1, turn_open = true
from before where c.id = before.id
returning c.id, c.tenant_id, c.provider, c.remote_company_id, c.company::text as company, c.status, c.status_reason,
          c.settings::text as settings, c.epoch, before.turn_open, c.quota::text as quota, c.error_count, c.last_error, c.company_read_at, c.matched_through, c.matched_at,
          c.unavailable_since, c.paused_until, c.outage_tries, c.outage_code, c.outage_text, c.outage_on_write

-- name: connection_hold_epoch
select 1 from connection where id = @Id and epoch = @Epoch for share

-- name: connection_end_turn
update connection set turn_open = false, quota = @Quota::jsonb where id = @Id and epoch = @Epoch

-- name: connection_set_company
update connection set company = @Company::jsonb, company_read_at = @At, updated_at = now() where id = @Id and epoch = @Epoch

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
-- The first of several tries stays: since then a refresh may have been carried out whose answer is lost.
update credential set refresh_began_at = coalesce(refresh_began_at, @At) where connection_id = @ConnectionId

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
