-- name: sync_stats_calls
-- Of one reading of the log: all together (both null), by day, by operation, by outcome.
select (l.at at time zone 'UTC')::date as day, l.operation, l.outcome, count(*) as calls, count(*) filter (where l.outcome = 'ok') as succeeded,
       avg(l.duration_ms)::float8 as average_ms, percentile_cont(0.95) within group (order by l.duration_ms) as p95_ms
from sync_log l
where l.tenant_id = @TenantId
  and l.at >= @From
  and l.at < @To
  and l.connection_id = @ConnectionId -- if: ConnectionId
group by grouping sets ((), (1), (l.operation), (l.outcome))
order by 1, 2, 3

-- name: sync_stats_records
-- Records as they stand now, by the day of their last change.
select r.document_kind, r.state as state_word, (r.updated_at at time zone 'UTC')::date as day, count(*) as records
from sync_record r
where r.tenant_id = @TenantId
  and r.updated_at >= @From
  and r.updated_at < @To
  and r.connection_id = @ConnectionId -- if: ConnectionId
group by 1, 2, 3
order by 3, 1, 2
