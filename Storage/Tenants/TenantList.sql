-- name: list_tenants
select t.id, t.name, t.created_at
from platform_tenant t
where true
  and strpos(lower(t.name), lower(@Search)) > 0 -- if: Search
