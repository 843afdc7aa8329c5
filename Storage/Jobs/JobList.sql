-- name: list_jobs
select j.id, j.tenant_id, j.connection_id, j.kind, j.priority, j.payload::text as payload, j.status, j.cancel_requested, j.not_before, job_waiting_for(j) as waiting_for, j.attempt, j.total,
       j.result::text as result, j.error_code, j.error_text, j.created_at, j.started_at, j.finished_at
from job j
where j.tenant_id = @TenantId
  and j.id = any(@Ids) -- if: Ids
  and j.connection_id = @ConnectionId -- if: ConnectionId
  and j.status = any(@Statuses) -- if: Statuses
  and j.kind = any(@Kinds) -- if: Kinds
  and j.created_at >= @From -- if: From
  and j.created_at < @To -- if: To

-- name: list_job_documents
select d.job_id, d.ordinal, d.document_id, d.outcome as outcome_word, d.detail, d.attempt, d.not_before, d.settled_at, t.source_reference
from job_document d
left join bank_transaction t on t.id = d.document_id
where d.tenant_id = @TenantId
  and d.job_id = @JobId
  and d.outcome = any(@Outcomes) -- if: Outcomes
  and d.outcome is null -- if: Open

-- name: job_progress_of
select j.id as job_id, j.total, j.started_at, j.finished_at, d.open, d.synced, d.unchanged, d.parked, d.refused, d.failed, d.cancelled, d.settled_last_minute
from job j
cross join lateral (
    select count(*) filter (where outcome is null)::int as open,
           count(*) filter (where outcome = 'synced')::int as synced,
           count(*) filter (where outcome = 'unchanged')::int as unchanged,
           count(*) filter (where outcome = 'parked')::int as parked,
           count(*) filter (where outcome = 'refused')::int as refused,
           count(*) filter (where outcome = 'failed')::int as failed,
           count(*) filter (where outcome = 'cancelled')::int as cancelled,
           count(*) filter (where settled_at > now() - interval '1 minute')::int as settled_last_minute
    from job_document where job_id = j.id) d
where j.tenant_id = @TenantId and j.id = any(@JobIds)

-- name: job_retryable_documents
-- A job that was given up leaves the documents it had not come to open; one that was cancelled has said so of them.
select d.document_id
from job_document d
join job j on j.id = d.job_id
where d.tenant_id = @TenantId and d.job_id = @JobId
  and (d.outcome in ('failed', 'parked', 'cancelled') or (d.outcome is null and j.status = 'discarded'))
order by d.ordinal
