// Connects to the simulated QuickBooks Online with intuit-oauth and keeps its books with node-quickbooks, both unmodified: their endpoints are set
// through setAuthorizeURLs and their exported fields. Usage: node drive.mjs <sandbox address> <realm id>. Prints one JSON object.
import { createRequire } from 'node:module';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const OAuthClient = require('intuit-oauth');
const QuickBooks = require('node-quickbooks');

const [address, realm] = process.argv.slice(2);
const root = `${address}/quickbooks`;
const redirectUri = 'http://localhost/callback';

QuickBooks.V3_ENDPOINT_BASE_URL = `${root}/v3/company/`;
QuickBooks.TOKEN_URL = `${root}/oauth2/v1/tokens/bearer`;
QuickBooks.REVOKE_URL = `${root}/v2/oauth2/tokens/revoke`;
OAuthClient.environment.sandbox = `${root}/`;

const oauth = new OAuthClient({
  clientId: 'sandbox-quickbooks', clientSecret: 'sandbox-secret-quickbooks', environment: 'sandbox', redirectUri, includeRefreshTokenHardExpiresIn: true,
});
oauth.setAuthorizeURLs({
  authorizeEndpoint: `${root}/connect/oauth2`,
  tokenEndpoint: `${root}/oauth2/v1/tokens/bearer`,
  revokeEndpoint: `${root}/v2/oauth2/tokens/revoke`,
  userInfoEndpoint: `${root}/v1/openid_connect/userinfo`,
});

/** The user's part: opens the page, chooses the company, allows. Gives the address the browser is sent back to. */
async function consent(authorizeUri) {
  const page = await (await fetch(authorizeUri)).text();
  const request = /name="request" value="([^"]+)"/.exec(page)[1];
  const answer = await fetch(`${address}/_sandbox/consent`, {
    method: 'POST', redirect: 'manual', body: new URLSearchParams({ request, company: realm, user: 'alex@example.com', decision: 'allow' }),
  });
  return answer.headers.get('location');
}

// The libraries throw whole HTTP conversations; one line is enough.
process.on('uncaughtException', (error) => {
  console.error(error.stack?.split('\n').slice(0, 4).join('\n'), JSON.stringify(error.response?.data ?? error.fault ?? null));
  process.exit(1);
});

const call = (client, method, ...args) => new Promise((resolve, reject) => client[method](...args, (error, body) => (error ? reject(error) : resolve(body))));
const refused = async (promise) => {
  try {
    await promise;
    return null;
  } catch (error) {
    return { status: error.response?.status, fault: error.response?.data?.Fault?.Error?.[0]?.code ?? error.Fault?.Error?.[0]?.code, error: error.error ?? error.message };
  }
};

const seen = {};
const callback = await consent(oauth.authorizeUri({ scope: [OAuthClient.scopes.Accounting, OAuthClient.scopes.OpenId], state: 'state-1' }));
const parameters = new URL(callback).searchParams;
seen.callback = { state: parameters.get('state'), realmId: parameters.get('realmId') };
const token = (await oauth.createToken(callback)).json;
seen.token = { type: token.token_type, expiresIn: token.expires_in, refreshExpiresIn: token.x_refresh_token_expires_in, hardExpiresIn: token.x_refresh_token_hard_expires_in };
seen.userInfo = (await oauth.getUserInfo()).json.email;
const info = await oauth.makeApiCall({ url: `v3/company/${realm}/companyinfo/${realm}?minorversion=75` });
seen.companyName = info.json.CompanyInfo.CompanyName;

const qbo = new QuickBooks('sandbox-quickbooks', 'sandbox-secret-quickbooks', token.access_token, false, realm, true, false, 75, '2.0', token.refresh_token);
seen.companyInfo = (await call(qbo, 'getCompanyInfo', realm)).CompanyName;
seen.homeCurrency = (await call(qbo, 'getPreferences')).CurrencyPrefs.HomeCurrency.value;
const accounts = (await call(qbo, 'findAccounts', [{ field: 'AccountType', value: ['Bank', 'Credit Card'], operator: 'IN' }, { field: 'asc', value: 'Name' }, { field: 'limit', value: 50 }])).QueryResponse;
seen.accounts = accounts.Account.map((account) => account.Name);

const purchase = (number, amount) => ({
  PaymentType: 'CreditCard', AccountRef: { value: '42' }, CurrencyRef: { value: 'USD' }, TxnDate: '2026-03-04', DocNumber: number, PrivateNote: `note of ${number}`,
  Line: [{ DetailType: 'AccountBasedExpenseLineDetail', Amount: amount, Description: 'Café', AccountBasedExpenseLineDetail: { AccountRef: { value: '13' } } }],
});
const created = await call(qbo, 'createPurchase', { ...purchase('js-1', 20.5), requestId: 'request-1' });
const repeated = await call(qbo, 'createPurchase', { ...purchase('js-1', 20.5), requestId: 'request-1' });
seen.created = { id: created.Id, total: created.TotalAmt, number: created.DocNumber, syncToken: created.SyncToken };
seen.repeatIsTheSame = repeated.Id === created.Id;
seen.found = (await call(qbo, 'findPurchases', { DocNumber: 'js-1' })).QueryResponse.Purchase.map((found) => found.Id);
seen.count = (await call(qbo, 'findPurchases', { count: true })).QueryResponse.totalCount;
seen.nothing = (await call(qbo, 'findPurchases', { DocNumber: 'nothing' })).QueryResponse;
const updated = await call(qbo, 'updatePurchase', { Id: created.Id, SyncToken: created.SyncToken, PaymentType: 'CreditCard', PrivateNote: 'changed' });
seen.updated = { syncToken: updated.SyncToken, note: updated.PrivateNote, lines: updated.Line.length };
seen.stale = await refused(call(qbo, 'updatePurchase', { Id: created.Id, SyncToken: '0', PaymentType: 'CreditCard', PrivateNote: 'late' }));
seen.duplicate = await refused(call(qbo, 'createPurchase', purchase('js-1', 1)));

const batch = await call(qbo, 'batch', [
  { bId: '1', operation: 'create', Purchase: purchase('js-2', 1) },
  { bId: '2', operation: 'create', Purchase: { ...purchase('js-3', 2), AccountRef: { value: '999' } } },
  { bId: '3', operation: 'create', Deposit: { DepositToAccountRef: { value: '35' }, CurrencyRef: { value: 'USD' }, Line: [{ DetailType: 'DepositLineDetail', Amount: 80, DepositLineDetail: { AccountRef: { value: '87' } } }] } },
  { bId: '4', Query: "select * from Vendor where DisplayName like '%Lumber%'" },
]);
seen.batch = Object.fromEntries(batch.BatchItemResponse.map((item) => [item.bId, item.Fault ? item.Fault.Error[0].code : Object.keys(item).find((key) => key !== 'bId')]));

const folder = mkdtempSync(join(tmpdir(), 'quickbooks-'));
try {
  const file = join(folder, 'receipt.pdf');
  writeFileSync(file, '%PDF-1.4 a receipt');
  const attachable = await call(qbo, 'upload', 'receipt.pdf', 'application/pdf', createReadStream(file), 'Purchase', created.Id);
  seen.attachable = { name: attachable.FileName, size: attachable.Size, to: attachable.AttachableRef[0].EntityRef };
  const link = await oauth.makeApiCall({ url: `v3/company/${realm}/download/${attachable.Id}`, responseType: 'text' });
  seen.content = await (await fetch(link.json)).text();
  writeFileSync(file, 'MZ');
  seen.program = await refused(call(qbo, 'upload', 'program.exe', 'application/x-msdownload', createReadStream(file), 'Purchase', created.Id));
} finally {
  rmSync(folder, { recursive: true });
}

const item = await call(qbo, 'createItem', { Name: 'Consulting hour', Type: 'Service', IncomeAccountRef: { value: '79' }, UnitPrice: 150 });
const sale = (number, amount) => ({
  CustomerRef: { value: '4' }, CurrencyRef: { value: 'USD' }, TxnDate: '2026-03-02', DocNumber: number,
  Line: [{ DetailType: 'SalesItemLineDetail', Amount: amount, SalesItemLineDetail: { ItemRef: { value: item.Id } } }],
});
const applied = (amount, type, id) => ({ Amount: amount, LinkedTxn: [{ TxnId: id, TxnType: type }] });
const invoice = await call(qbo, 'createInvoice', sale('js-inv-1', 300));
const payment = await call(qbo, 'createPayment', {
  CustomerRef: { value: '4' }, CurrencyRef: { value: 'USD' }, TotalAmt: 200, PaymentRefNum: 'js-pay-1', Line: [applied(200, 'Invoice', invoice.Id)],
});
const credit = await call(qbo, 'createCreditMemo', sale('js-cm-1', 100));
const application = await call(qbo, 'createPayment', {
  CustomerRef: { value: '4' }, CurrencyRef: { value: 'USD' }, TotalAmt: 0, Line: [applied(100, 'Invoice', invoice.Id), applied(100, 'CreditMemo', credit.Id)],
});
const posting = (type, account) => ({ DetailType: 'JournalEntryLineDetail', Amount: 55, JournalEntryLineDetail: { PostingType: type, AccountRef: { value: account } } });
const journal = await call(qbo, 'createJournalEntry', { DocNumber: 'js-je-1', CurrencyRef: { value: 'USD' }, Line: [posting('Debit', '37'), posting('Credit', '43')] });
const paid = await call(qbo, 'getInvoice', invoice.Id);
seen.sales = {
  item: (await call(qbo, 'findItems', { Name: 'Consulting hour' })).QueryResponse.Item[0].Type,
  paid: { balance: paid.Balance, links: paid.LinkedTxn.map((link) => link.TxnId === payment.Id || link.TxnId === application.Id) },
  credit: (await call(qbo, 'getCreditMemo', credit.Id)).RemainingCredit,
  payment: (await call(qbo, 'findPayments', { PaymentRefNum: 'js-pay-1' })).QueryResponse.Payment[0].UnappliedAmt,
  journal: (await call(qbo, 'getJournalEntry', journal.Id)).Line.length,
};
await call(qbo, 'voidInvoice', invoice.Id);
const voided = await call(qbo, 'getInvoice', invoice.Id);
seen.voided = {
  total: voided.TotalAmt, note: voided.PrivateNote, unapplied: (await call(qbo, 'getPayment', payment.Id)).UnappliedAmt, credit: (await call(qbo, 'getCreditMemo', credit.Id)).RemainingCredit,
};
seen.voidedPayment = (await call(qbo, 'voidPayment', { Id: payment.Id, SyncToken: (await call(qbo, 'getPayment', payment.Id)).SyncToken })).PrivateNote;
seen.mailed = (await call(qbo, 'sendInvoicePdf', invoice.Id, 'a@b.example')).EmailStatus;
seen.pdf = Buffer.from(await call(qbo, 'getInvoicePdf', invoice.Id)).toString('latin1').slice(0, 8);
seen.overpaid = await refused(call(qbo, 'createPayment', { CustomerRef: { value: '4' }, CurrencyRef: { value: 'USD' }, TotalAmt: 1, Line: [applied(1, 'Invoice', invoice.Id)] }));

const changes = await call(qbo, 'changeDataCapture', ['Purchase', 'Deposit'], new Date(Date.now() - 60_000));
seen.changes = changes.CDCResponse[0].QueryResponse.map((group) => Object.values(group)[0].length);
await call(qbo, 'deletePurchase', created.Id);
seen.deleted = await refused(call(qbo, 'getPurchase', created.Id));

const refreshed = (await oauth.refresh()).json;
seen.refreshed = { sameRefreshToken: refreshed.refresh_token === token.refresh_token, newAccessToken: refreshed.access_token !== token.access_token };
seen.refreshedByTheOther = (await call(qbo, 'refreshAccessToken')).token_type;
await oauth.revoke({ refresh_token: refreshed.refresh_token });
seen.afterRevoke = await refused(call(qbo, 'getPreferences'));
const revoked = new OAuthClient({ clientId: 'sandbox-quickbooks', clientSecret: 'sandbox-secret-quickbooks', environment: 'sandbox', redirectUri });
seen.refreshAfterRevoke = await refused(revoked.refreshUsingToken(refreshed.refresh_token));
console.log(JSON.stringify(seen));
