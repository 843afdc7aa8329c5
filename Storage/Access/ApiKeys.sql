-- name: api_key_insert
insert into api_key (id, tenant_id, name, role, secret_hash, created_at, created_by)
values (@Id, @OwnerId, @Name, @Role, @SecretHash, @CreatedAt, @CreatedBy)

-- name: api_key_find
select id, tenant_id, name, role, created_at, created_by, revoked_at, last_used_at from api_key where id = @Id

-- name: api_key_revoke
update api_key set revoked_at = coalesce(revoked_at, @At) where id = @Id

-- name: api_key_use
select id, tenant_id, name, role from use_api_key(@Id, @SecretHash, @At)
