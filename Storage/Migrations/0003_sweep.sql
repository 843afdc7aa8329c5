-- The sweep leaves a connection alone whose turn runs at that moment: the turn itself sees to its next wake-up when it ends.
-- That a turn runs is told by the scheduler's own tables, which are made after these migrations: hence plpgsql, which looks for them when it is called.

drop function due_connections(timestamptz, int);

-- Connections whose open work is due, or was due so long ago that its wake-up must have been lost.
-- A turn in a silo that has not checked in since alive_since is taken for dead: its connection is among them.
create function due_connections(as_of timestamptz, alive_since timestamptz, at_most int)
    returns table (tenant_id uuid, connection_id uuid, due_at timestamptz)
    language plpgsql stable security definer set search_path = public, pg_temp
as $$
begin
    return query
    select j.tenant_id, j.connection_id, min(coalesce(j.not_before, j.created_at))
    from job j
    where j.status in ('available', 'running', 'retryable') and coalesce(j.not_before, '-infinity') <= as_of
      and not exists (
          select
          from qrtz_fired_triggers f
          join qrtz_scheduler_state s on s.sched_name = f.sched_name and s.instance_name = f.instance_name
          where f.execution_group = 'connection:' || j.connection_id
            -- Ticks of 100 ns since the year 1.
            and to_timestamp((s.last_checkin_time - 621355968000000000) / 10000000.0) >= alive_since)
    group by j.tenant_id, j.connection_id
    order by 3
    limit at_most;
end $$;

revoke execute on function due_connections(timestamptz, timestamptz, int) from public;
grant execute on function due_connections(timestamptz, timestamptz, int) to ledger_app;
