-- name: list_bank_transactions
select t.id, t.tenant_id, t.source_reference, t.transacted_on, t.description, t.amount, t.currency, t.counterparty, t.category, t.bank_account, t.tax_code,
       t.status, t.rates::text as rates, t.revision, t.created_at, t.updated_at
from bank_transaction t
where t.tenant_id = @TenantId
  and t.id = any(@Ids) -- if: Ids
  and t.status = any(@Statuses) -- if: Statuses
  and t.transacted_on >= @From -- if: From
  and t.transacted_on <= @To -- if: To
  and t.category = any(@Categories) -- if: Categories
  and t.category is null -- if: WithoutCategory
  and t.currency = any(@Currencies) -- if: Currencies
  and (strpos(lower(t.description), lower(@Search)) > 0 or strpos(lower(t.counterparty), lower(@Search)) > 0 or strpos(lower(t.source_reference), lower(@Search)) > 0) -- if: Search
  -- if: SyncStates
  and exists (
      select from sync_record r
      join connection c on c.id = r.connection_id and c.remote_company_id = r.remote_company_id
      where r.connection_id = @SyncConnectionId and r.document_kind = 'bank_transaction' and r.document_id = t.id and r.role = 'booking' and r.state = any(@SyncStates)
        and not exists (
            select from sync_record l
            where l.connection_id = r.connection_id and l.remote_company_id = r.remote_company_id and l.document_kind = r.document_kind
              and l.document_id = r.document_id and l.entry > r.entry))
  -- end
  -- if: NotExported
  -- What a reversal has taken back is in the books no more.
  and not exists (
      select from sync_record r
      join connection c on c.id = r.connection_id and c.remote_company_id = r.remote_company_id
      where r.connection_id = @SyncConnectionId and r.document_kind = 'bank_transaction' and r.document_id = t.id and r.role = 'booking'
        and not exists (
            select from sync_record l
            where l.connection_id = r.connection_id and l.remote_company_id = r.remote_company_id and l.document_kind = r.document_kind
              and l.document_id = r.document_id and l.entry > r.entry))
  -- end

-- name: bank_transaction_set_status
-- Everybody locks rows in this order.
with locked as materialized (
    select id from bank_transaction where tenant_id = @TenantId and id = any(@Ids) order by source_reference for no key update)
update bank_transaction t set status = @Status, updated_at = now() from locked where t.id = locked.id returning t.id

-- name: attachment_of_documents
select id, document_id, file_name, content_type, size, created_at, sha256
from attachment
where tenant_id = @TenantId and document_id = any(@DocumentIds) and deleted_at is null
order by document_id, created_at, id

-- name: attachment_find
select id, document_id, file_name, content_type, size, created_at, sha256 from attachment where tenant_id = @TenantId and id = any(@Ids) and deleted_at is null

-- name: attachment_with_content
select a.id, a.document_id, a.file_name, a.content_type, a.size, a.created_at, a.sha256, b.content
from attachment a
join attachment_blob b on b.tenant_id = a.tenant_id and b.sha256 = a.sha256
where a.tenant_id = @TenantId and a.id = @Id and a.deleted_at is null
