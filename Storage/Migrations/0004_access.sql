-- Keys, tenants as the platform sees them, and the audit record.
-- The platform acts under the nil UUID in the place of a tenant: it is nobody's id, no tenant's row can carry it (they all refer to tenant),
-- and the platform's own rows are shown to it alone.

create function ledger_platform() returns uuid language sql immutable parallel safe
    return '00000000-0000-0000-0000-000000000000'::uuid;

alter table tenant add constraint tenant_is_not_the_platform check (id <> '00000000-0000-0000-0000-000000000000'::uuid);

create table api_key (
    id uuid primary key,
    -- Null for keys of the platform.
    tenant_id uuid references tenant,
    name text not null constraint api_key_name_not_blank check (btrim(name) <> ''),
    role text not null constraint api_key_role_known check (role in ('viewer', 'operator', 'admin', 'platform')),
    -- SHA-256 of 32 random bytes; the bytes themselves are with the key's holder only.
    secret_hash bytea not null constraint api_key_secret_hash_is_sha256 check (octet_length(secret_hash) = 32),
    created_at timestamptz not null,
    -- The key that made it; null where the process itself did.
    created_by uuid,
    revoked_at timestamptz,
    last_used_at timestamptz,
    constraint api_key_of_a_tenant_or_the_platform check ((role in ('viewer', 'operator', 'admin')) = (tenant_id is not null))
);
create index api_key_by_tenant on api_key (tenant_id, id desc);

alter table api_key enable row level security;
create policy tenant_only on api_key to ledger_app
    using (tenant_id = ledger_tenant() or (tenant_id is null and ledger_tenant() = ledger_platform()))
    with check (tenant_id = ledger_tenant() or (tenant_id is null and ledger_tenant() = ledger_platform()));

-- The hash can be written and compared (below), never read; and of a key there is nothing to change but its name and its end.
grant select (id, tenant_id, name, role, created_at, created_by, revoked_at, last_used_at), insert, update (name, revoked_at) on api_key to ledger_app;

-- The key with that id and secret, unless revoked: before that the tenant is not known. Of two hashes of random secrets nothing useful can be learned by timing.
-- That it was used is written down at most once a minute.
create function use_api_key(wanted uuid, hash bytea, as_of timestamptz)
    returns table (id uuid, tenant_id uuid, name text, role text)
    language plpgsql volatile security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select k.id, k.tenant_id, k.name, k.role from api_key k where k.id = wanted and k.secret_hash = hash and k.revoked_at is null;
    if found then
        update api_key k set last_used_at = as_of
        where k.id = wanted and (k.last_used_at is null or k.last_used_at <= as_of - interval '1 minute');
    end if;
end $$;

-- Tenants are the platform's to make, name and list. A transaction of a tenant's that calls these is refused.

create function ledger_platform_only() returns void language plpgsql stable
as $$
begin
    if ledger_tenant() is distinct from ledger_platform() then
        raise insufficient_privilege using message = 'only the platform manages tenants';
    end if;
end $$;

create function create_tenant(new_id uuid, new_name text) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
as $$
begin
    perform ledger_platform_only();
    insert into tenant (id, name) values (new_id, new_name);
end $$;

-- False where there is no such tenant.
create function rename_tenant(wanted uuid, new_name text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
as $$
begin
    perform ledger_platform_only();
    update tenant set name = new_name where id = wanted;
    return found;
end $$;

-- In the order they were made, after the one given.
create function list_tenants(after uuid, containing text, at_most int)
    returns table (id uuid, name text, created_at timestamptz)
    language plpgsql stable security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
    perform ledger_platform_only();
    return query
    select t.id, t.name, t.created_at from tenant t
    where t.id > coalesce(after, ledger_platform()) and (containing is null or strpos(lower(t.name), lower(containing)) > 0)
    order by t.id
    limit at_most;
end $$;

revoke insert, update on tenant from ledger_app;

-- The record of mutations: a chain of hashes for each tenant and one for the platform.

create table audit_entry (
    -- The tenant's id, or ledger_platform().
    chain uuid not null,
    sequence bigint not null,
    id uuid not null,
    at timestamptz not null,
    actor_key_id uuid,
    actor_name text not null,
    action text not null,
    target text,
    remote_address inet,
    outcome text not null constraint audit_entry_outcome_known check (outcome in ('ok', 'refused', 'failed')),
    code text,
    detail jsonb not null constraint audit_entry_detail_is_object check (jsonb_typeof(detail) = 'object'),
    previous_hash bytea not null constraint audit_entry_previous_hash_is_sha256 check (octet_length(previous_hash) = 32),
    -- SHA-256 over all of the above (AuditEntry says how).
    hash bytea not null constraint audit_entry_hash_is_sha256 check (octet_length(hash) = 32),
    primary key (chain, sequence),
    -- An append repeated after a lost answer is one entry.
    constraint audit_entry_once unique (chain, id)
);

-- Where each chain ends, apart from the entries: a tail that was cut off shows.
create table audit_head (
    chain uuid primary key,
    sequence bigint not null,
    hash bytea not null constraint audit_head_hash_is_sha256 check (octet_length(hash) = 32)
);

alter table audit_entry enable row level security;
alter table audit_head enable row level security;
create policy chain_only on audit_entry to ledger_app using (chain = ledger_tenant());
create policy chain_only on audit_head to ledger_app using (chain = ledger_tenant());

-- The application reads; it adds through audit_append alone, and changes nothing.
grant select on audit_entry, audit_head to ledger_app;

-- Holds the end of the transaction's own chain until the transaction ends, and gives the detail as it will be stored.
create function audit_hold(detail jsonb) returns table (sequence bigint, hash bytea, stored_detail text)
    language plpgsql volatile security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
    if ledger_tenant() is null then
        raise insufficient_privilege using message = 'a transaction that named no tenant has no audit chain';
    end if;
    insert into audit_head (chain, sequence, hash) values (ledger_tenant(), 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
    return query
    select h.sequence, h.hash, audit_hold.detail::text from audit_head h where h.chain = ledger_tenant() for update;
end $$;

-- Adds the entry that follows the end of the transaction's own chain, and no other.
create function audit_append(
    sequence bigint, id uuid, at timestamptz, actor_key_id uuid, actor_name text, action text, target text, remote_address inet,
    outcome text, code text, detail jsonb, previous_hash bytea, hash bytea) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
as $$
begin
    update audit_head h set sequence = audit_append.sequence, hash = audit_append.hash
    where h.chain = ledger_tenant() and h.sequence = audit_append.sequence - 1 and h.hash = audit_append.previous_hash;
    if not found then
        raise integrity_constraint_violation using message = 'the audit entry does not follow the end of its chain';
    end if;
    insert into audit_entry
    values (ledger_tenant(), audit_append.sequence, audit_append.id, audit_append.at, audit_append.actor_key_id, audit_append.actor_name, audit_append.action, audit_append.target,
            audit_append.remote_address, audit_append.outcome, audit_append.code, audit_append.detail, audit_append.previous_hash, audit_append.hash);
end $$;

revoke execute on function
    ledger_platform(), use_api_key(uuid, bytea, timestamptz), ledger_platform_only(), create_tenant(uuid, text), rename_tenant(uuid, text),
    list_tenants(uuid, text, int), audit_hold(jsonb),
    audit_append(bigint, uuid, timestamptz, uuid, text, text, text, inet, text, text, jsonb, bytea, bytea) from public;
grant execute on function
    ledger_platform(), use_api_key(uuid, bytea, timestamptz), create_tenant(uuid, text), rename_tenant(uuid, text),
    list_tenants(uuid, text, int), audit_hold(jsonb),
    audit_append(bigint, uuid, timestamptz, uuid, text, text, text, inet, text, text, jsonb, bytea, bytea) to ledger_app;
