-- name: bank_transaction_upsert
insert into bank_transaction (
    id, tenant_id, source_reference, transacted_on, description, amount, currency, counterparty, category, bank_account, tax_code, status, rates)
select id, @TenantId, source_reference, transacted_on, description, amount, currency, counterparty, category, bank_account, tax_code, status, rates::jsonb
from unnest(@Ids, @SourceReferences, @Dates, @Descriptions, @Amounts, @Currencies, @Counterparties, @Categories, @BankAccounts, @TaxCodes, @Statuses, @Rates)
    as t(id, source_reference, transacted_on, description, amount, currency, counterparty, category, bank_account, tax_code, status, rates)
-- Everybody locks rows in this order.
order by source_reference
on conflict (tenant_id, source_reference) do update
set transacted_on = excluded.transacted_on, description = excluded.description, amount = excluded.amount, currency = excluded.currency,
    counterparty = excluded.counterparty, category = excluded.category, bank_account = excluded.bank_account, tax_code = excluded.tax_code,
    status = case when excluded.source_reference = any(@KeepStatusOf) then bank_transaction.status else excluded.status end, rates = excluded.rates, updated_at = now(),
    revision = bank_transaction.revision + case when
        (bank_transaction.transacted_on, bank_transaction.description, bank_transaction.amount, bank_transaction.currency, bank_transaction.counterparty,
         bank_transaction.category, bank_transaction.bank_account, bank_transaction.tax_code, bank_transaction.rates)
        is distinct from
        (excluded.transacted_on, excluded.description, excluded.amount, excluded.currency, excluded.counterparty,
         excluded.category, excluded.bank_account, excluded.tax_code, excluded.rates) then 1 else 0 end
-- One that is as it was is not written.
where (bank_transaction.transacted_on, bank_transaction.description, bank_transaction.amount, bank_transaction.currency, bank_transaction.counterparty,
       bank_transaction.category, bank_transaction.bank_account, bank_transaction.tax_code, bank_transaction.rates, bank_transaction.status)
    is distinct from
    (excluded.transacted_on, excluded.description, excluded.amount, excluded.currency, excluded.counterparty,
     excluded.category, excluded.bank_account, excluded.tax_code, excluded.rates, case when excluded.source_reference = any(@KeepStatusOf) then bank_transaction.status else excluded.status end)
-- A row that was there has had a deleter: the one that updated it.
returning source_reference, id, xmax = 0 as created

-- name: bank_transaction_by_reference
select source_reference, id from bank_transaction where tenant_id = @TenantId and source_reference = any(@SourceReferences)

-- name: bank_transaction_find
select id, tenant_id, source_reference, transacted_on, description, amount, currency, counterparty, category, bank_account, tax_code, status,
       rates::text as rates, revision
from bank_transaction where id = any(@Ids)

-- name: bank_transaction_kept_out
-- Those of them that are not to be exported. None changes its status until the transaction ends.
select id from (
    select id, status from bank_transaction where tenant_id = @TenantId and id = any(@Ids) order by source_reference for share) held
where status not in ('pending', 'completed')

-- name: bank_transaction_ids
select id from bank_transaction where tenant_id = @TenantId order by transacted_on, id

-- name: bank_transaction_due
-- The one definition of what a connection's books lack: a transaction to be exported whose current revision is not there, or not with all its files.
-- A file that was refused or is not accepted counts as settled: retryFailed sends it again.
select t.id
from connection c
join bank_transaction t on t.tenant_id = c.tenant_id
where c.id = @ConnectionId and t.status in ('pending', 'completed') and (@Among::uuid[] is null or t.id = any(@Among))
  and not exists (
      select from sync_record r
      where r.connection_id = c.id and r.remote_company_id = c.remote_company_id and r.document_kind = 'bank_transaction'
        and r.document_id = t.id and r.state in ('synced', 'sending') and r.role = 'booking' and r.revision = t.revision
        and not (coalesce((c.settings ->> 'ExportAttachments')::boolean, true) and exists (
            select from attachment a
            where a.tenant_id = t.tenant_id and a.document_id = t.id and a.deleted_at is null
              and not exists (
                  select from sync_attachment s
                  where s.connection_id = r.connection_id and s.remote_company_id = r.remote_company_id and s.document_id = t.id
                    and s.entry = r.entry and s.attachment_id = a.id and s.state in ('synced', 'parked', 'failed')))))
order by t.transacted_on, t.id

-- name: attachment_blob_put
insert into attachment_blob (tenant_id, sha256, content)
select distinct on (sha256) @TenantId, sha256, content from unnest(@Sha256s, @Contents) as t(sha256, content)
on conflict do nothing

-- name: attachment_put
insert into attachment (id, tenant_id, document_id, file_name, content_type, size, sha256)
select distinct on (document_id, sha256) id, @TenantId, document_id, file_name, content_type, size, sha256
from unnest(@Ids, @DocumentIds, @FileNames, @ContentTypes, @Sizes, @Sha256s) with ordinality as t(id, document_id, file_name, content_type, size, sha256, place)
order by document_id, sha256, place
on conflict (tenant_id, document_id, sha256) where deleted_at is null do nothing
returning document_id

-- name: attachment_list
select id, tenant_id, document_id, file_name, content_type, size, sha256 from attachment where document_id = any(@DocumentIds) and deleted_at is null order by document_id, created_at, id

-- name: attachment_delete
update attachment set deleted_at = @Now where id = @Id and deleted_at is null returning document_id

-- name: attachment_hold
-- True while the file is there; it is not removed until the transaction ends.
select true from attachment where id = @Id and deleted_at is null for share

-- name: attachment_content
select content from attachment_blob where tenant_id = @TenantId and sha256 = @Sha256

-- name: bank_transaction_existing
select id from bank_transaction where tenant_id = @TenantId and id = any(@Ids)

-- name: bank_transaction_between
select id from bank_transaction
where tenant_id = @TenantId
  and transacted_on >= coalesce(@From, '-infinity'::date)
  and transacted_on <= coalesce(@To, 'infinity'::date)
  and status = any(@Statuses)
order by transacted_on, id
