'use strict';
// Goes through the main flow with xero-node exactly as published and prints what it saw as one line of JSON.
// Usage: node run.cjs <address of the sandbox> <tenant id>
//
// xero-node has Xero's hosts built in. Requests to them are led to the sandbox below the library, at Node's https module;
// not a line of the library (or of openid-client and axios under it) is changed.
const http = require('node:http');
const https = require('node:https');

const sandbox = new URL(process.argv[2]);
const tenantId = process.argv[3];
const hosts = new Set(['identity.xero.com', 'login.xero.com', 'api.xero.com']);
const realRequest = https.request;

https.request = function request(first, ...rest) {
  const target = typeof first === 'string' || first instanceof URL ? new URL(first) : null;
  const options = target ? (typeof rest[0] === 'object' ? rest.shift() : {}) : first;
  const host = target ? target.hostname : options.hostname ?? options.host;
  if (!hosts.has(host)) return realRequest.call(https, first, ...rest);
  const path = target ? target.pathname + target.search : options.path;
  return http.request({
    ...options,
    protocol: 'http:',
    host: undefined,
    hostname: sandbox.hostname,
    port: sandbox.port,
    path: '/xero' + path,
    agent: undefined,
    agents: undefined,
  }, ...rest);
};

const { XeroClient, BankTransaction, CreditNote, Invoice, LineAmountTypes, ManualJournal } = require('xero-node');

async function consent(url) {
  const page = await (await fetch(url)).text();
  const request = /name="request" value="([^"]+)"/.exec(page)[1];
  const form = new URLSearchParams({ request, company: tenantId, user: 'node@example.com', decision: 'allow' });
  const answer = await fetch(new URL('/_sandbox/consent', sandbox), { method: 'POST', body: form, redirect: 'manual' });
  return answer.headers.get('location');
}

const spend = (reference, accountCode) => ({
  type: BankTransaction.TypeEnum.SPEND,
  contact: { name: 'Node Supplies' },
  bankAccount: { code: '090' },
  date: '2026-03-04',
  reference,
  lineAmountTypes: LineAmountTypes.Inclusive,
  lineItems: [{ description: 'Paper – A4', quantity: 2, unitAmount: 6.15, accountCode }],
});

const trade = { contact: { name: 'Node Customer' }, date: '2026-03-02', dueDate: '2026-04-01', lineAmountTypes: LineAmountTypes.Exclusive };

// An item, an invoice with a line of it, a credit note used on the invoice, a payment of the rest and a manual journal: made and read back.
async function sell(api) {
  const sold = {};
  const item = (await api.createItems(tenantId, { items: [{ code: 'CONS-H', name: 'Consulting hour', salesDetails: { unitPrice: 150, accountCode: '200', taxType: 'OUTPUT2' } }] }, true)).body.items[0];
  sold.item = (await api.getItem(tenantId, item.itemID)).body.items[0].salesDetails.unitPrice;

  const wanted = { ...trade, type: Invoice.TypeEnum.ACCREC, invoiceNumber: 'NODE-1', reference: 'node-doc-1', status: Invoice.StatusEnum.AUTHORISED, lineItems: [{ description: 'March', itemCode: 'CONS-H', quantity: 2 }] };
  const invoice = (await api.createInvoices(tenantId, { invoices: [wanted] }, true)).body.invoices[0];
  sold.invoice = { number: invoice.invoiceNumber, status: invoice.status, due: invoice.amountDue, dueDate: invoice.dueDate };
  const again = (await api.createInvoices(tenantId, { invoices: [wanted] }, false)).body.invoices[0];
  sold.again = again.validationErrors[0].message;
  const upserted = (await api.updateOrCreateInvoices(tenantId, { invoices: [{ ...wanted, reference: 'node-doc-2' }] }, true)).body.invoices[0];
  sold.upserted = upserted.invoiceID === invoice.invoiceID && upserted.reference;

  const note = (await api.createCreditNotes(tenantId, { creditNotes: [{ ...trade, type: CreditNote.TypeEnum.ACCRECCREDIT, status: CreditNote.StatusEnum.AUTHORISED, lineItems: [{ description: 'Goodwill', quantity: 1, unitAmount: 50, accountCode: '200' }] }] }, true)).body.creditNotes[0];
  const allocate = async () => (await api.createCreditNoteAllocation(tenantId, note.creditNoteID, { allocations: [{ invoice: { invoiceID: invoice.invoiceID }, amount: 60, date: '2026-03-10' }] }, true)).body.allocations[0];
  const taken = await allocate();
  sold.takenBack = (await api.deleteCreditNoteAllocations(tenantId, note.creditNoteID, taken.allocationID)).body.isDeleted;
  await allocate();
  const used = (await api.getCreditNote(tenantId, note.creditNoteID)).body.creditNotes[0];
  sold.creditNote = { number: used.creditNoteNumber, status: used.status, remaining: used.remainingCredit, allocated: used.allocations.map((one) => one.amount) };

  const payment = (await api.createPayment(tenantId, { invoice: { invoiceID: invoice.invoiceID }, account: { code: '090' }, date: '2026-03-09', amount: 300, reference: 'node-pay-1' })).body.payments[0];
  const paid = (await api.getInvoices(tenantId, undefined, 'InvoiceNumber=="NODE-1"', undefined, undefined, undefined, undefined, undefined, 1)).body.invoices;
  sold.paid = paid.map((one) => ({ status: one.status, due: one.amountDue, paid: one.amountPaid, credited: one.amountCredited, payments: one.payments.length, creditNotes: one.creditNotes.length }));
  sold.payments = (await api.getPayments(tenantId, undefined, `Invoice.InvoiceID==guid("${invoice.invoiceID}")`)).body.payments.map((one) => `${one.paymentType} ${one.amount} ${one.account.code}`);
  sold.deleted = (await api.deletePayment(tenantId, payment.paymentID, { status: 'DELETED' })).body.payments[0].status;
  sold.reopened = (await api.getInvoice(tenantId, invoice.invoiceID)).body.invoices[0].amountDue;

  const journal = (await api.createManualJournals(tenantId, { manualJournals: [{ narration: 'node accrual', date: '2026-03-31', status: ManualJournal.StatusEnum.POSTED, journalLines: [{ lineAmount: 55, accountCode: '433' }, { lineAmount: -55, accountCode: '805' }] }] }, true)).body.manualJournals[0];
  sold.journal = (await api.getManualJournal(tenantId, journal.manualJournalID)).body.manualJournals[0].journalLines.map((line) => `${line.accountCode} ${line.lineAmount}`);
  return sold;
}

async function main() {
  const seen = {};
  const xero = new XeroClient({
    clientId: 'sandbox-xero',
    clientSecret: 'sandbox-secret-xero',
    redirectUris: ['http://localhost:5999/callback'],
    scopes: 'openid profile email offline_access accounting.banktransactions accounting.invoices accounting.payments accounting.manualjournals accounting.contacts accounting.attachments accounting.settings.read'.split(' '),
    state: 'node-state',
    httpTimeout: 20000,
  });

  const tokens = await xero.apiCallback(await consent(await xero.buildConsentUrl()));
  seen.idTokenEmail = tokens.claims().email;
  const tenants = await xero.updateTenants();
  seen.tenant = { id: tenants[0].tenantId, name: tenants[0].tenantName, baseCurrency: tenants[0].orgData.baseCurrency };

  const api = xero.accountingApi;
  seen.bankAccounts = (await api.getAccounts(tenantId, undefined, 'Type=="BANK" AND Status=="ACTIVE"')).body.accounts.length;
  seen.taxRates = (await api.getTaxRates(tenantId)).body.taxRates.length;

  const batch = { bankTransactions: Array.from({ length: 50 }, (_, index) => spend(`node-${index}`, index === 7 ? '999' : '461')) };
  const mixed = (await api.createBankTransactions(tenantId, batch, false, undefined, 'node-key-1')).body.bankTransactions;
  seen.batch = { ok: mixed.filter((one) => one.statusAttributeString === 'OK').length, errors: mixed.filter((one) => one.statusAttributeString === 'ERROR').map((one) => one.validationErrors[0].message) };
  const replay = (await api.createBankTransactions(tenantId, batch, false, undefined, 'node-key-1')).body.bankTransactions;
  seen.replayed = replay[0].bankTransactionID === mixed[0].bankTransactionID;

  try {
    await api.createBankTransactions(tenantId, { bankTransactions: [spend('bad', '999')] }, true);
  } catch (refused) {
    const answer = typeof refused === 'string' ? JSON.parse(refused) : refused;
    seen.summarized = { status: answer.response.statusCode, message: answer.response.body.Elements[0].ValidationErrors[0].Message };
  }

  const first = mixed[0];
  seen.first = { date: first.date, total: first.total, totalTax: first.totalTax, currency: first.currencyCode, description: first.lineItems[0].description };
  await api.createBankTransactionAttachmentByFileName(tenantId, first.bankTransactionID, 'receipt.pdf', Buffer.from('%PDF-1.4 node'));
  seen.attachments = (await api.getBankTransactionAttachments(tenantId, first.bankTransactionID)).body.attachments.map((one) => one.fileName);
  seen.attachmentContent = (await api.getBankTransactionAttachmentByFileName(tenantId, first.bankTransactionID, 'receipt.pdf', 'application/pdf')).body.toString();

  seen.found = (await api.getBankTransactions(tenantId, undefined, 'Reference=="node-11"', undefined, 1)).body.bankTransactions.map((one) => one.reference);
  const deleted = await api.updateBankTransaction(tenantId, first.bankTransactionID, { bankTransactions: [{ ...spend('node-0', '461'), status: BankTransaction.StatusEnum.DELETED }] });
  seen.deleted = deleted.body.bankTransactions[0].status;

  seen.sold = await sell(api);

  const before = xero.readTokenSet().refresh_token;
  await xero.refreshToken();
  seen.rotated = xero.readTokenSet().refresh_token !== before;
  seen.page = (await api.getBankTransactions(tenantId, undefined, undefined, 'Date DESC', 2, undefined, 20)).body.pagination;

  await xero.revokeToken();
  xero.setTokenSet(tokens);
  try {
    await api.getOrganisations(tenantId);
  } catch (refused) {
    const answer = typeof refused === 'string' ? JSON.parse(refused) : refused;
    seen.afterRevocation = answer.response.statusCode;
  }

  console.log(JSON.stringify(seen));
}

main().catch((wrong) => {
  console.error(wrong instanceof Error ? wrong.stack : wrong);
  process.exit(1);
});
