-- A row that names a connection names one of its own tenant's. The check of a plain foreign key runs as the tables' owner, past row-level
-- security: with the tenant in the key, a row can never point across the border, whatever a caller sends.

alter table connection add constraint connection_of_tenant unique (tenant_id, id);

do $$
declare
    t text;
begin
    foreach t in array array['credential', 'account', 'tax_code', 'mapping_rule', 'contact', 'job', 'sync_write', 'sync_record', 'sync_attachment', 'link_candidate'] loop
        execute format('alter table %I add constraint %I foreign key (tenant_id, connection_id) references connection (tenant_id, id)', t, t || '_connection_of_tenant');
    end loop;
end $$;

alter table job add constraint job_of_tenant unique (tenant_id, id);
alter table job_document add constraint job_document_job_of_tenant foreign key (tenant_id, job_id) references job (tenant_id, id) on delete cascade;
