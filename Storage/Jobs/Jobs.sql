-- name: job_insert
insert into job (id, tenant_id, connection_id, kind, priority, payload, status, not_before, waiting_for, total, idempotency_key, request_hash)
values (@Id, @TenantId, @ConnectionId, @Kind, @Priority, @Payload::jsonb, 'available', @NotBefore,
        (select @WaitingForCompany::text from connection where id = @ConnectionId and status = 'connecting'), @Total, @IdempotencyKey, @RequestHash)
on conflict (tenant_id, idempotency_key) do nothing

-- name: job_by_idempotency_key
select id, request_hash from job where tenant_id = @TenantId and idempotency_key = @IdempotencyKey

-- name: job_document_insert
insert into job_document (job_id, tenant_id, ordinal, document_id)
-- One row for each document, also where it does not exist (any more) or is of another kind: the export refuses it in words.
select @JobId, @TenantId, row_number() over (order by t.transacted_on, d.id), d.id
from (select distinct id from unnest(@DocumentIds) as d(id)) d
left join bank_transaction t on t.id = d.id

-- name: job_find
select j.id, j.tenant_id, j.connection_id, j.kind, j.priority, j.payload::text as payload, j.status, j.cancel_requested, j.not_before,
       job_waiting_for(j) as waiting_for, j.attempt, j.total, j.result::text as result, j.error_code, j.error_text, j.created_at, j.started_at, j.finished_at
from job j where j.id = @Id

-- name: job_next
select id, tenant_id, connection_id, kind, priority, payload::text as payload, status, cancel_requested, not_before, waiting_for, attempt, total,
       result::text as result, error_code, error_text, created_at, started_at, finished_at
from job
where connection_id = @ConnectionId and status in ('available', 'running', 'retryable') and coalesce(not_before, '-infinity') <= @Now
  and (priority >= @LowestPriority or cancel_requested)
order by cancel_requested desc, priority desc, worked_at nulls first, id
limit 1

-- name: job_next_due
-- The next job, or the next look for the outcome of a call; what a pause holds up is due when the pause ends.
select min(due_at)
from (
    select greatest(coalesce(j.not_before, @Now), case when j.priority < 100 and not j.cancel_requested then c.paused_until end) as due_at
    from job j
    join connection c on c.id = j.connection_id
    where j.connection_id = @ConnectionId and j.status in ('available', 'running', 'retryable')
    union all
    select greatest(coalesce(w.look_at, @Now), c.paused_until)
    from sync_write w
    join connection c on c.id = w.connection_id
    where w.connection_id = @ConnectionId and c.status in ('active', 'connecting')) d

-- name: job_higher_priority_waits
select exists (
    select from job
    where connection_id = @ConnectionId and status in ('available', 'running', 'retryable')
      and coalesce(not_before, '-infinity') <= @Now and (priority > @Priority or (id = @Id and cancel_requested)))

-- name: job_accounts_read_since
select exists (
    select from job
    where connection_id = @ConnectionId and kind = 'refresh_accounts'
      and (status in ('available', 'running', 'retryable') or (status = 'completed' and finished_at >= @Since)))

-- name: job_move
update job
set status = @Status, not_before = @NotBefore, waiting_for = @WaitingFor, attempt = @Attempt,
    result = coalesce(@Result::jsonb, result), error_code = @ErrorCode, error_text = @ErrorText,
    started_at = coalesce(started_at, @Now), finished_at = case when @Final then @Now end
where id = @Id and status in ('available', 'running', 'retryable')

-- name: job_start
update job set status = 'running', waiting_for = null, started_at = coalesce(started_at, @Now), worked_at = @Now
where id = @Id and status in ('available', 'running', 'retryable')

-- name: job_request_cancel
update job set cancel_requested = true, not_before = null where id = @Id and status in ('available', 'running', 'retryable')

-- name: job_cancel_waiting
update job set status = 'cancelled', cancel_requested = true, not_before = null, waiting_for = null, finished_at = @Now
where id = @Id and status in ('available', 'retryable')
returning id

-- name: job_discard_open
update job set status = 'discarded', error_code = @Code, error_text = @Text, finished_at = @Now, not_before = null, waiting_for = null
where connection_id = @ConnectionId and status in ('available', 'running', 'retryable') and kind <> 'disconnect'
returning id

-- name: job_document_next
select d.job_id, d.ordinal, d.document_id, d.entry_done, d.attempt, d.unconfirmed
from job_document d
where d.job_id = @JobId and d.outcome is null and coalesce(d.not_before, '-infinity') <= @Now
order by d.ordinal
limit @AtMost

-- name: job_document_probe
-- One document to find out whether the provider writes again: of those due, the one that has been tried least.
select d.job_id, d.ordinal, d.document_id, d.entry_done, d.attempt, d.unconfirmed
from job_document d
where d.job_id = @JobId and d.outcome is null and coalesce(d.not_before, '-infinity') <= @Now
order by d.attempt, d.unconfirmed, d.ordinal
limit 1

-- name: job_document_open_of
select d.job_id, d.ordinal, d.document_id, d.entry_done, d.attempt, d.unconfirmed
from job_document d
join job j on j.id = d.job_id
where j.connection_id = @ConnectionId and j.status in ('available', 'running', 'retryable') and d.outcome is null and d.document_id = any(@DocumentIds)

-- name: job_document_next_due
select min(not_before) from job_document where job_id = @JobId and outcome is null

-- name: job_document_update
update job_document d
set outcome = u.outcome, entry_done = u.entry_done, attempt = u.attempt, unconfirmed = coalesce(u.unconfirmed, d.unconfirmed), not_before = u.not_before,
    detail = u.detail, settled_at = case when u.outcome is not null then now() end
from unnest(@Ordinals, @Outcomes, @EntryDones, @Attempts, @Unconfirmed, @NotBefores, @Details)
    as u(ordinal, outcome, entry_done, attempt, unconfirmed, not_before, detail)
where d.job_id = @JobId and d.ordinal = u.ordinal and d.outcome is null

-- name: job_document_cancel
-- An entry that is in the books stays there although its files are not sent; a document whose call is open refers to its sync record.
update job_document d
set settled_at = now(),
    outcome = 'cancelled',
    detail = case
        when d.entry_done then 'The entry is in the books. Files that were still to be sent were not: ' || @Detail
        when r.sending then @Detail || ' It was being sent: its sync record shows the outcome.'
        else @Detail end
from (
    select o.ordinal, coalesce(bool_or(s.state = 'sending'), false) as sending
    from job_document o
    join job j on j.id = o.job_id
    left join sync_record s on s.connection_id = j.connection_id and s.document_id = o.document_id
    where o.job_id = @JobId and o.outcome is null
    group by 1) r
where d.job_id = @JobId and d.ordinal = r.ordinal and d.outcome is null

-- name: job_progress
select coalesce(outcome, 'open') as outcome, count(*)::int as documents from job_document where job_id = @JobId group by 1

-- name: job_document_list
select d.ordinal, d.document_id, d.outcome, d.detail, d.attempt, t.source_reference
from job_document d left join bank_transaction t on t.id = d.document_id
where d.job_id = @JobId order by d.ordinal

-- name: due_connections
select tenant_id, connection_id, due_at from due_connections(@AsOf, @RunningToo, @AtMost)

-- name: due_syncs
select tenant_id, connection_id, due_at from due_syncs(@Bucket, @AsOf, @AtMost)

-- name: sync_log_insert
insert into sync_log (id, at, tenant_id, connection_id, job_id, operation, method, path, status, outcome, detail, duration_ms)
select id, at, @TenantId, @ConnectionId, job_id, operation, method, path, status, outcome, detail, duration_ms
from unnest(@Ids, @Ats, @JobIds, @Operations, @Methods, @Paths, @Statuses, @Outcomes, @Details, @Durations)
    as t(id, at, job_id, operation, method, path, status, outcome, detail, duration_ms)

-- name: make_sync_log_partition
select make_sync_log_partition(@Month)
