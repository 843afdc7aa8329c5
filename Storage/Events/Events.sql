-- name: event_lock
select lock_events()

-- name: event_write
insert into event (tenant_id, kind, subject_id, payload)
select @TenantId, w.kind, w.subject_id, w.payload
from (
    select 0 as part, e.position, e.kind, e.subject_id, e.payload::jsonb as payload
    from unnest(@Kinds, @Subjects, @Payloads) with ordinality as e(kind, subject_id, payload, position)
    union all
    select 1, 0, 'connection', c.id, jsonb_strip_nulls(jsonb_build_object(
        'provider', c.provider, 'status', c.status, 'reason', c.status_reason, 'company', c.company ->> 'Name',
        'errorCount', c.error_count, 'lastError', c.last_error, 'lastErrorAt', c.last_error_at))
    from connection c where c.id = any(@Connections)
    union all
    select 2, 0, 'job', j.id, jsonb_strip_nulls(jsonb_build_object(
        'kind', j.kind, 'connectionId', j.connection_id, 'status', j.status, 'cancelRequested', j.cancel_requested,
        'total', j.total, 'progress', (
            select coalesce(jsonb_object_agg(d.outcome, d.documents), '{}')
            from (select coalesce(outcome, 'open') as outcome, count(*) as documents from job_document where job_id = j.id group by 1) d),
        'attempt', j.attempt, 'notBefore', j.not_before, 'waitingFor', job_waiting_for(j), 'errorCode', j.error_code, 'errorText', j.error_text,
        'createdAt', j.created_at, 'startedAt', j.started_at, 'finishedAt', j.finished_at))
    from job j where j.id = any(@Jobs)
) w
order by w.part, w.position

-- name: event_since
select sequence, kind, subject_id, payload::text as payload, at from event
where tenant_id = @TenantId and sequence > @After order by sequence limit @AtMost

-- name: event_newest
select sequence, kind, subject_id, payload::text as payload, at from event
where tenant_id = @TenantId order by sequence desc limit @AtMost

-- name: event_head
select sequence from event where tenant_id = @TenantId order by sequence desc limit 1

-- name: event_horizon
select cleaned_through from event_horizon where tenant_id = @TenantId

-- name: event_heads
select tenant_id, coalesce(head, 0) as head from event_heads(@TenantIds)

-- name: clean_events
select clean_events(@OlderThan, @AtMost)

