-- name: list_sync_log
select l.id, l.at, l.connection_id, l.job_id, l.operation, l.method, l.path, l.status, l.outcome, l.detail, l.duration_ms
from sync_log l
where l.tenant_id = @TenantId
  and l.id = any(@Ids) -- if: Ids
  and l.connection_id = @ConnectionId -- if: ConnectionId
  and l.job_id = @JobId -- if: JobId
  and l.operation = any(@Operations) -- if: Operations
  and l.outcome = any(@Outcomes) -- if: Outcomes
  and l.at >= @From -- if: From
  and l.at < @To -- if: To
