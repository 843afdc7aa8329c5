-- name: job_insert
insert into job (id, tenant_id, connection_id, kind, priority, payload, status, not_before, total, idempotency_key, request_hash)
values (@Id, @TenantId, @ConnectionId, @Kind, @Priority, @Payload::jsonb, 'available', @NotBefore, @Total, @IdempotencyKey, @RequestHash)
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
select id, tenant_id, connection_id, kind, priority, payload::text as payload, status, cancel_requested, not_before, waiting_for, attempt, total,
       result::text as result, error_code, error_text, created_at, started_at, finished_at
from job where id = @Id

-- name: job_next
select id, tenant_id, connection_id, kind, priority, payload::text as payload, status, cancel_requested, not_before, waiting_for, attempt, total,
       result::text as result, error_code, error_text, created_at, started_at, finished_at
from job
where connection_id = @ConnectionId and status in ('available', 'running', 'retryable') and coalesce(not_before, '-infinity') <= @Now
order by priority desc, id
limit 1

-- name: job_next_due
select min(coalesce(not_before, @Now)) from job where connection_id = @ConnectionId and status in ('available', 'running', 'retryable')

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
update job set status = 'running', waiting_for = null, started_at = coalesce(started_at, @Now)
where id = @Id and status in ('available', 'running', 'retryable')

-- name: job_request_cancel
update job set cancel_requested = true, not_before = null where id = @Id and status in ('available', 'running', 'retryable')

-- name: job_discard_open
update job set status = 'discarded', error_code = @Code, error_text = @Text, finished_at = @Now, not_before = null, waiting_for = null
where connection_id = @ConnectionId and status in ('available', 'running', 'retryable') and kind <> 'disconnect'
returning id

-- name: job_document_next
select d.ordinal, d.document_id, d.entry_done, d.attempt
from job_document d
where d.job_id = @JobId and d.outcome is null and coalesce(d.not_before, '-infinity') <= @Now
order by d.ordinal
limit @AtMost

-- name: job_document_next_due
select min(not_before) from job_document where job_id = @JobId and outcome is null

-- name: job_document_update
update job_document d
set outcome = u.outcome, entry_done = u.entry_done, attempt = u.attempt, not_before = u.not_before, detail = u.detail,
    settled_at = case when u.outcome is not null then now() end
from unnest(@Ordinals, @Outcomes, @EntryDones, @Attempts, @NotBefores, @Details) as u(ordinal, outcome, entry_done, attempt, not_before, detail)
where d.job_id = @JobId and d.ordinal = u.ordinal and d.outcome is null

-- name: job_document_cancel
update job_document set outcome = 'cancelled', detail = @Detail, settled_at = now() where job_id = @JobId and outcome is null

-- name: job_progress
select coalesce(outcome, 'open') as outcome, count(*)::int as documents from job_document where job_id = @JobId group by 1

-- name: job_document_list
select d.ordinal, d.document_id, d.outcome, d.detail, d.attempt, t.source_reference
from job_document d left join bank_transaction t on t.id = d.document_id
where d.job_id = @JobId order by d.ordinal

-- name: due_connections
select tenant_id, connection_id, due_at from due_connections(@AsOf, @AliveSince, @AtMost)

-- name: sync_log_insert
insert into sync_log (id, at, tenant_id, connection_id, job_id, operation, method, path, status, outcome, detail, duration_ms)
select id, at, @TenantId, @ConnectionId, job_id, operation, method, path, status, outcome, detail, duration_ms
from unnest(@Ids, @Ats, @JobIds, @Operations, @Methods, @Paths, @Statuses, @Outcomes, @Details, @Durations)
    as t(id, at, job_id, operation, method, path, status, outcome, detail, duration_ms)

-- name: make_sync_log_partition
select make_sync_log_partition(@Month)
