-- Outages of a provider, and writes whose outcome is unknown: both are counted, slow down, and are shown.

-- An outage pauses the background work of a connection; commands still run. All null and 0 while the provider works.
alter table connection add column unavailable_since timestamptz;
alter table connection add column paused_until timestamptz;
alter table connection add column outage_tries int not null default 0;
alter table connection add column outage_code text;
alter table connection add column outage_text text;
-- True where reads succeed and writes do not: only a write that succeeds ends such an outage.
alter table connection add column outage_on_write boolean not null default false;
alter table connection add constraint connection_outage_complete
    check ((unavailable_since is null) = (paused_until is null) and (unavailable_since is null) = (outage_code is null));

-- The answer that left the outcome unknown (null: the process died before one came), how often the outcome has been looked for, and when it is next.
alter table sync_write add column error_code text;
alter table sync_write add column error_text text;
alter table sync_write add column looks int not null default 0;
alter table sync_write add column look_at timestamptz;

-- Calls that contained the document, had an unknown outcome, and were proven not to have been carried out. Such a document goes in smaller calls, then alone.
alter table job_document add column unconfirmed int not null default 0;

-- Why a job that has not started waits; what a started job waits for is in the row.
create function job_waiting_for(j job) returns text language sql stable as $$
    select case
        when j.waiting_for is not null or j.status <> 'available' then j.waiting_for
        else coalesce(
            (select format('Paused until %s UTC: %s', to_char(c.paused_until at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), c.outage_text)
             from connection c where c.id = j.connection_id and c.paused_until > now() and j.priority < 100),
            (select format(
                 'Waiting for %s of this connection: %s.', case when count(*) = 1 then 'an earlier job' else count(*) || ' earlier jobs' end,
                 string_agg(distinct replace(o.kind, '_', ' '), ', '))
             from job o
             where o.connection_id = j.connection_id and o.status in ('available', 'running') and (o.priority > j.priority or (o.priority = j.priority and o.id < j.id))
             having count(*) > 0))
    end
$$;
