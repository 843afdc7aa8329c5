-- name: encryption_checks
select key_id as KeyId, sealed as Sealed, created_at as CreatedAt from encryption_check order by created_at, key_id

-- name: encryption_keys_in_use
select key_id as KeyId, credentials as Credentials, connection_id as ConnectionId, sealed as Sealed from encryption_keys_in_use()

-- name: encryption_check_add
insert into encryption_check (key_id, sealed) values (@KeyId, @Sealed) on conflict (key_id) do nothing

-- name: encryption_check_remove
delete from encryption_check where key_id = @KeyId
