-- name: connection_health
select c.id as connection_id, c.status as status_word, c.status_reason, c.error_count, c.last_error, c.last_error_at, c.turn_open,
       c.unavailable_since, c.paused_until, c.outage_tries, c.outage_code, c.outage_text,
       (select count(*)::int from sync_write w where w.connection_id = c.id) as open_writes, c.quota::text as quota_text,
       k.access_expires_at, k.refresh_expires_at, k.refreshed_at as token_refreshed_at, s.kinds as synced_kinds, s.ats as synced_ats,
       a.finished_at as accounts_read_at, greatest(a.finished_at, x.finished_at) as tax_codes_read_at
from connection c
left join credential k on k.connection_id = c.id
cross join lateral (
    select array_agg(kind order by kind) as kinds, array_agg(last.synced_at order by kind) as ats
    from unnest(@DocumentKinds) as kind
    cross join lateral (
        select r.synced_at from sync_record r
        where r.connection_id = c.id and r.document_kind = kind and r.synced_at is not null
        order by r.synced_at desc
        limit 1) last) s
left join lateral (
    select finished_at from job where connection_id = c.id and kind = 'refresh_accounts' and status = 'completed' order by finished_at desc limit 1) a on true
left join lateral (
    select finished_at from job where connection_id = c.id and kind = 'refresh_tax_codes' and status = 'completed' order by finished_at desc limit 1) x on true
where c.tenant_id = @TenantId
  and c.id = any(@ConnectionIds) -- if: ConnectionIds
