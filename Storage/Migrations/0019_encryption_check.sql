-- For each key of Encryption:Keys that has been used with this database: a known text that the key has encrypted.
-- A process that starts with another key under the same id cannot decrypt it, and ends.
create table encryption_check (
    key_id text primary key,
    sealed bytea not null,
    created_at timestamptz not null default now()
);

grant select, insert, delete on encryption_check to ledger_app;

-- The keys that encrypt the stored credentials: the number of credentials of each, and one of them to try the key on.
-- An encrypted value begins with the length of its key's id and that id.
create function encryption_keys_in_use()
    returns table (key_id text, credentials bigint, connection_id uuid, sealed bytea)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select k.key_id, count(*), (array_agg(k.connection_id))[1], (array_agg(k.sealed))[1]
    from (
        select convert_from(substring(box from 2 for get_byte(box, 0)), 'UTF8') as key_id, connection_id, box as sealed
        from credential cross join lateral (values (tokens), (previous_tokens)) as boxes (box)
        where octet_length(box) > 0
    ) k
    group by k.key_id;
$$;

revoke execute on function encryption_keys_in_use() from public;
grant execute on function encryption_keys_in_use() to ledger_app;
