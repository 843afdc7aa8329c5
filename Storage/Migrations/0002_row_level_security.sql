-- The application's role sees one tenant at a time: the one its transaction named with set_config('ledger.tenant', ..., true).
-- It owns nothing and cannot bypass the policies. A transaction that named no tenant sees nothing.

create function ledger_tenant() returns uuid language sql stable parallel safe
    return nullif(current_setting('ledger.tenant', true), '')::uuid;

do $$
declare
    t text;
begin
    foreach t in array array[
        'connection', 'credential', 'oauth_state', 'account', 'tax_code', 'mapping_rule', 'contact', 'bank_transaction',
        'attachment_blob', 'attachment', 'job', 'job_document', 'sync_write', 'sync_record', 'sync_attachment',
        'link_candidate', 'sync_log', 'event']
    loop
        execute format('alter table %I enable row level security', t);
        execute format(
            'create policy tenant_only on %I to ledger_app using (tenant_id = ledger_tenant()) with check (tenant_id = ledger_tenant())', t);
        execute format('grant select, insert, update, delete on %I to ledger_app', t);
    end loop;
end $$;

alter table tenant enable row level security;
create policy tenant_only on tenant to ledger_app using (id = ledger_tenant()) with check (id = ledger_tenant());
grant select, insert, update on tenant to ledger_app;

-- The log and the events are append-only for the application.
revoke update, delete on sync_log, event from ledger_app;

-- What crosses tenants is a function with a narrow answer, run as the owner.

-- The tenant a redirect belongs to: the state is the secret that proves it.
create function tenant_of_oauth_state(wanted bytea) returns uuid
    language sql stable security definer set search_path = public, pg_temp
    return (select tenant_id from oauth_state where state_hash = wanted);

-- Connections whose open work is due, or was due so long ago that its wake-up must have been lost.
create function due_connections(as_of timestamptz, at_most int)
    returns table (tenant_id uuid, connection_id uuid, due_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select j.tenant_id, j.connection_id, min(coalesce(j.not_before, j.created_at))
    from job j
    where j.status in ('available', 'running', 'retryable') and coalesce(j.not_before, '-infinity') <= as_of
    group by j.tenant_id, j.connection_id
    order by 3
    limit at_most;
$$;

-- Connections that have not renewed their tokens for long and would lose them by sitting idle.
create function idle_connections(wanted_provider text, refreshed_before timestamptz, at_most int)
    returns table (tenant_id uuid, connection_id uuid)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select c.tenant_id, c.id
    from connection c join credential k on k.connection_id = c.id
    where c.status = 'active' and c.provider = wanted_provider and k.refreshed_at < refreshed_before
    order by k.refreshed_at
    limit at_most;
$$;

-- Every month has its own partition of the log, made ahead by the migrations step and the silos' sweep.
create function make_sync_log_partition(month date) returns void
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    first_day date := date_trunc('month', month);
    partition text := format('sync_log_%s', to_char(first_day, 'YYYY_MM'));
begin
    if to_regclass(partition) is null then
        execute format('create table %I partition of sync_log for values from (%L) to (%L)', partition, first_day, first_day + interval '1 month');
        execute format('alter table %I enable row level security', partition);
    end if;
exception
    when duplicate_table or check_violation then null;
end $$;

revoke execute on all functions in schema public from public;
grant execute on all functions in schema public to ledger_app;
