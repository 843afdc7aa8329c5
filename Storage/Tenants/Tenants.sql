-- name: tenant_create
select create_tenant(@Id, @Name)

-- name: tenant_rename
select rename_tenant(@Id, @Name)

-- name: tenant_find
select id, name, created_at from tenant where id = @Id
