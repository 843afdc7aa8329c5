-- name: tenant_insert
insert into tenant (id, name) values (@Id, @Name)
