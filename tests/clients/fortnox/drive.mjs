// Drives the simulated Fortnox as an integration written in Node would: OAuth through simple-oauth2, the API through axios and form-data, events through ws,
// none of them touched. Prints one line of JSON that FortnoxPublicClientTests reads. Usage: node drive.mjs <sandbox address> <database number> <financial year id>
import { Buffer } from 'node:buffer';
import axios from 'axios';
import FormData from 'form-data';
import { AuthorizationCode, ClientCredentials } from 'simple-oauth2';
import { WebSocket } from 'ws';

const [sandbox, company, year] = process.argv.slice(2);
const redirectUri = 'http://127.0.0.1:9/callback';
const scope = ['bookkeeping', 'companyinformation', 'settings', 'inbox', 'archive', 'connectfile', 'customer', 'invoice', 'payment'];
const client = { id: 'sandbox-fortnox', secret: 'sandbox-secret-fortnox' };
const auth = { tokenHost: sandbox, tokenPath: '/fortnox/oauth-v1/token', revokePath: '/fortnox/oauth-v1/revoke' };

const oauth = new AuthorizationCode({ client, auth: { ...auth, authorizePath: '/fortnox/oauth-v1/auth' } });
const code = await consent(oauth.authorizeURL({ redirect_uri: redirectUri, scope, state: 'n0d3', access_type: 'offline', account_type: 'service' }));
const first = await oauth.getToken({ code, redirect_uri: redirectUri });
const token = await first.refresh();
const oldRefresh = await first.refresh().then(() => 'accepted', refusal => refusal.data.payload.error);
const service = await new ClientCredentials({ client, auth }).getToken({}, { headers: { TenantId: company } });

const api = axios.create({ baseURL: `${sandbox}/fortnox/3/`, headers: { Authorization: `Bearer ${token.token.access_token}`, Accept: 'application/json' }, params: { financialyear: year } });

const accounts = [];
for (let page = 1, pages = 1; page <= pages; page++) {
  const { data } = await api.get('accounts', { params: { page } });
  pages = data.MetaInformation['@TotalPages'];
  accounts.push(...data.Accounts);
}

const voucher = (await api.post('vouchers', {
  Voucher: {
    Description: 'Tågbiljett Umeå–Stockholm',
    TransactionDate: '2026-05-12',
    VoucherSeries: 'A',
    VoucherRows: [
      { Account: 5810, Debit: 849.06 },
      { Account: 2641, Debit: 50.94 },
      { Account: 1930, Credit: 900 },
    ],
  },
})).data.Voucher;

const receipt = Buffer.from('%PDF-1.4\nbiljett\n%%EOF\n');
const form = new FormData();
form.append('file', receipt, { filename: 'biljett.pdf', contentType: 'application/pdf' });
const file = (await api.post('inbox', form, { headers: form.getHeaders(), params: { financialyear: undefined, path: 'inbox_v' } })).data.File;

const connection = (await api.post('voucherfileconnections', {
  VoucherFileConnection: { FileId: file.Id, VoucherSeries: voucher.VoucherSeries, VoucherNumber: String(voucher.VoucherNumber) },
})).data.VoucherFileConnection;
const listed = (await api.get('voucherfileconnections', { params: { voucherseries: 'A', vouchernumber: voucher.VoucherNumber } })).data.VoucherFileConnections;
const stored = (await api.get(`archive/${file.Id}`, { params: { financialyear: undefined }, responseType: 'arraybuffer' })).data;
const unbalanced = await api.post('vouchers', { Voucher: { Description: 'x', TransactionDate: '2026-05-12', VoucherSeries: 'A', VoucherRows: [{ Account: 5810, Debit: 1 }, { Account: 1930, Credit: 2 }] } })
  .then(() => null, refusal => ({ status: refusal.response.status, ...refusal.response.data.ErrorInformation }));

// Sales: years are not named there, so the parameter must not go along.
const sales = axios.create({ baseURL: `${sandbox}/fortnox/3/`, headers: { Authorization: `Bearer ${token.token.access_token}`, Accept: 'application/json' } });
const socket = new WebSocket(`${sandbox.replace('http', 'ws')}/fortnox/topics-v1`);
const events = [];
await new Promise((resolve, reject) => { socket.on('open', resolve); socket.on('error', reject); });
const subscribed = new Promise(resolve => socket.on('message', data => {
  const message = JSON.parse(data);
  if (message.topic) events.push(message);
  else if (message.response === 'add-tenants-v1') socket.send(JSON.stringify({ command: 'add-topics-v1', topics: [{ topic: 'invoices' }] }));
  else if (message.response === 'add-topics-v1') socket.send(JSON.stringify({ command: 'subscribe-v1' }));
  else resolve(message.result);
}));
socket.send(JSON.stringify({ command: 'add-tenants-v1', clientSecret: client.secret, accessTokens: [`Bearer ${token.token.access_token}`] }));
const subscription = await subscribed;

const customer = (await sales.post('customers', { Customer: { Name: 'Åkers Snickeri AB', CountryCode: 'SE', ExternalReference: 'cust-1' } })).data.Customer;
const draft = (await sales.post('invoices', {
  Invoice: {
    CustomerNumber: customer.CustomerNumber,
    InvoiceDate: '2026-05-12',
    ExternalInvoiceReference1: 'inv-1',
    InvoiceRows: [{ Description: 'Bokhylla', DeliveredQuantity: '2', Price: 400.4, VAT: 25, AccountNumber: 3001 }],
  },
})).data.Invoice;
await sales.put(`invoices/${draft.DocumentNumber}/bookkeep`);
const payment = (await sales.post('invoicepayments', { InvoicePayment: { InvoiceNumber: draft.DocumentNumber, Amount: 500, PaymentDate: '2026-05-20' } })).data.InvoicePayment;
await sales.put(`invoicepayments/${payment.Number}/bookkeep`, {});
await sales.put(`invoices/${draft.DocumentNumber}/credit`, null);
const invoice = (await sales.get(`invoices/${draft.DocumentNumber}`)).data.Invoice;
const credit = (await sales.get(`invoices/${invoice.CreditInvoiceReference}`)).data.Invoice;
const found = (await sales.get('invoices', { params: { externalinvoicereference1: 'inv-1', filter: 'unpaid' } })).data.Invoices;
const attachment = new FormData();
attachment.append('file', receipt, { filename: 'faktura.pdf', contentType: 'application/pdf' });
const uploaded = (await sales.post('inbox', attachment, { headers: attachment.getHeaders(), params: { path: 'inbox_kf' } })).data.File;
const [attached] = (await sales.post(`${sandbox}/fortnox/api/fileattachments/attachments-v1`, [{ entityId: Number(draft.DocumentNumber), entityType: 'F', fileId: uploaded.ArchiveFileId, includeOnSend: false }])).data;
for (let polls = 0; events.length < 5 && polls < 500; polls++) await new Promise(resolve => setTimeout(resolve, 20));
socket.close();

await token.revoke('refresh_token');
const afterRevoke = await token.refresh().then(() => 'accepted', refusal => refusal.data.payload.error);

console.log(JSON.stringify({
  expiresIn: first.token.expires_in,
  rotated: first.token.refresh_token !== token.token.refresh_token,
  oldRefresh,
  serviceHasRefreshToken: 'refresh_token' in service.token,
  accounts: accounts.length,
  bank: accounts.find(account => account.Number === 1930)?.Description,
  voucher,
  file,
  connection,
  listed: listed.map(entry => entry.FileId),
  receiptIsWhole: Buffer.compare(Buffer.from(stored), receipt) === 0,
  unbalanced,
  afterRevoke,
  sales: {
    subscription,
    customer: customer.CustomerNumber,
    invoice: { Total: invoice.Total, Balance: invoice.Balance, Booked: invoice.Booked, VoucherSeries: invoice.VoucherSeries },
    credit: { Credit: credit.Credit, CreditInvoiceReference: credit.CreditInvoiceReference, Total: credit.Total, Booked: credit.Booked },
    found: found.map(entry => entry.DocumentNumber),
    attached: attached.fileId === uploaded.ArchiveFileId,
    events: events.map(entry => `${entry.type} ${entry.entityId}`),
  },
}));

/** Plays the browser on the consent page and gives the code. */
async function consent(authorize) {
  const html = await (await fetch(authorize)).text();
  const request = /name="request" value="([^"]+)"/.exec(html)[1];
  const action = /<form method="post" action="([^"]+)"/.exec(html)[1];
  const answer = await fetch(new URL(action, sandbox), { method: 'POST', redirect: 'manual', body: new URLSearchParams({ request, company, user: 'eva@example.com', decision: 'allow' }) });
  return new URL(answer.headers.get('location')).searchParams.get('code');
}
