// From nothing to 500 transactions in the books of a (simulated) Xero organisation, with nothing but the API.
// Usage: ORLEANSLEDGER_PLATFORM_KEY=olk_... node main.mjs [--url http://localhost:5080] [--transactions 500] [--catch-redirect] [--json]
import { parseArgs } from 'node:util';
import { allow } from './consent.mjs';
import { Ledger } from './ledger.mjs';
import { makeReceipt, makeTransactions } from './transactions.mjs';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:5080' },
    transactions: { type: 'string', default: '500' },
    company: { type: 'string' },
    'catch-redirect': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const UPLOADS_AT_ONCE = 8;
const MOST_PER_CALL = 1000;
const PROBLEMS = 'errors { ... on InvalidInputProblem { code message } ... on NotFoundProblem { code message } ... on ConflictProblem { code message } ... on ProviderProblem { code message } }';
const say = options.json ? () => {} : console.log;

const platformKey = process.env.ORLEANSLEDGER_PLATFORM_KEY;
if (!platformKey) throw new Error('Set ORLEANSLEDGER_PLATFORM_KEY to the platform key that the AppHost prints.');

const { tenant, admin } = await createTenant();
const operator = await createOperator(admin);
try {
  const connection = await connect(admin);
  await accountsAreImported(operator, connection);
  const company = await chooseAccounts(operator, connection);
  const transactions = makeTransactions(Number(options.transactions), company.baseCurrency);
  await push(operator, transactions);
  await attachReceipts(operator, transactions);
  const { job, states } = await exportAll(operator, connection);
  const results = await readResults(operator, job);
  if (options.json) console.log(JSON.stringify({ tenant, connection, job, states, results, transactions }));
} finally {
  await Promise.all([admin.close(), operator.close()]);
}

/** The platform's key makes a tenant, and gives the tenant's first key, of the role admin. */
async function createTenant() {
  const platform = new Ledger(options.url, platformKey);
  const made = await platform.ask(
    `mutation ($input: CreateTenantInput!) { createTenant(input: $input) { tenant { id name } adminKey ${PROBLEMS} } }`,
    { input: { name: 'Sample tenant' } },
  );
  say(`Tenant ${made.tenant.id} (${made.tenant.name})`);
  return { tenant: made.tenant, admin: new Ledger(options.url, made.adminKey) };
}

/** For daily work a key that can neither connect nor disconnect. */
async function createOperator(admin) {
  const { secret } = await admin.ask(
    `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret ${PROBLEMS} } }`,
    { input: { name: 'nightly export', role: 'OPERATOR' } },
  );
  return new Ledger(options.url, secret);
}

/** Connects to Xero: by the Api's own callback, or, with --catch-redirect, as a client that has a redirect address of its own. */
async function connect(admin) {
  const { authorizationUrl } = await admin.ask(
    `mutation ($input: BeginAuthorizationInput!) { beginAuthorization(input: $input) { authorizationUrl ${PROBLEMS} } }`,
    { input: { provider: 'xero' } },
  );
  globalThis.sandbox = new URL('/', authorizationUrl);
  const redirect = await allow(authorizationUrl, options.company);
  const connection = options['catch-redirect'] ? await complete(admin, redirect) : await followed(admin, redirect);
  say(`Connected to ${connection.company.name}`);
  return connection;
}

/** The browser follows the redirect to the Api's callback, which makes the connection. */
async function followed(admin, redirect) {
  const page = await fetch(redirect);
  if (!page.ok) throw new Error(`The callback answered ${page.status}: ${await page.text()}`);
  const connections = await admin.ask('{ connections { id provider status company { remoteId name baseCurrency } } }');
  return connections.find((connection) => connection.provider === 'xero');
}

async function complete(admin, redirect) {
  const { connection } = await admin.ask(
    `mutation ($input: CompleteAuthorizationInput!) {
      completeAuthorization(input: $input) { connection { id provider status company { remoteId name baseCurrency } } ${PROBLEMS} }
    }`,
    { input: { provider: 'xero', code: redirect.searchParams.get('code'), state: redirect.searchParams.get('state') } },
  );
  return connection;
}

/** A new connection imports its accounts and tax codes by itself; this waits for the end of that job. */
async function accountsAreImported(ledger, connection) {
  const job = await ledger.watch(
    'subscription ($after: String) { jobsChanged(after: $after) { eventId jobId connectionId kind status errorText } }',
    {},
    ({ connectionId, kind, status }) => connectionId === connection.id && kind === 'refresh_accounts' && ended(status),
  );
  if (job.status !== 'COMPLETED') throw new Error(`The accounts were not imported: ${job.errorText}`);
  say('Accounts and tax codes are imported');
}

/** Defaults for whatever is not mapped; without them every transaction would be parked. Gives the company, which is known better by now. */
async function chooseAccounts(ledger, connection) {
  const { accounts, taxCodes } = await booksOf(connection);
  const first = (kinds) => accounts.find((account) => kinds.includes(account.type) && account.code)?.id;
  const changed = await ledger.ask(
    `mutation ($input: UpdateConnectionInput!) { updateConnection(input: $input) { connection { company { name baseCurrency } } ${PROBLEMS} } }`,
    {
      input: {
        connectionId: connection.id,
        defaultBankAccount: first(['BANK']),
        defaultExpenseAccount: first(['EXPENSE', 'OVERHEADS']),
        defaultIncomeAccount: first(['REVENUE', 'SALES']),
        defaultTaxCode: 'NONE',
        defaultCounterparty: 'Various',
      },
    },
  );
  say('Accounts are chosen');
  return changed.connection.company;
}

/** Up to 1,000 transactions a call. A wrong one is told by its place in the call and does not hold up the others. */
async function push(ledger, transactions) {
  for (let from = 0; from < transactions.length; from += MOST_PER_CALL) {
    const { results } = await ledger.ask(
      `mutation ($input: UpsertTransactionsInput!) {
        upsertTransactions(input: $input) { results { sourceReference id errors { ... on InvalidInputProblem { code message } } } ${PROBLEMS} }
      }`,
      { input: { transactions: transactions.slice(from, from + MOST_PER_CALL) } },
    );
    const wrong = results.filter((result) => result.errors.length > 0);
    if (wrong.length > 0) throw new Error(`${wrong.length} transactions were not taken, the first because: ${wrong[0].errors[0].message}`);
  }
  say(`${transactions.length} transactions are pushed`);
}

/** A receipt for each transaction, a few at a time. */
async function attachReceipts(ledger, transactions) {
  const waiting = transactions.values();
  const upload = async () => {
    for (const transaction of waiting) {
      await ledger.upload(
        `mutation ($sourceReference: String!, $file: Upload!) { addAttachment(input: { sourceReference: $sourceReference, file: $file }) { transactionId ${PROBLEMS} } }`,
        { sourceReference: transaction.sourceReference },
        makeReceipt(transaction),
      );
    }
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, upload));
  say(`${transactions.length} receipts are attached`);
}

/** Exports everything and watches until the job has ended. The key makes it safe to send the request again when its answer was lost. */
async function exportAll(ledger, connection) {
  const { job } = await ledger.ask(
    `mutation ($input: ExportTransactionsInput!) { exportTransactions(input: $input) { job { id } ${PROBLEMS} } }`,
    { input: { connectionId: connection.id, idempotencyKey: crypto.randomUUID() } },
  );
  const states = [];
  const last = await ledger.watch(
    'subscription ($jobId: ID!, $after: String) { jobProgress(jobId: $jobId, after: $after) { eventId status total waitingFor errorText progress { open synced parked failed } } }',
    { jobId: job.id },
    ({ status }) => ended(status),
    (state) => {
      states.push(state);
      say(`  ${state.status.toLowerCase()}: ${state.progress.synced} of ${state.total} synced${state.waitingFor ? `. ${state.waitingFor}` : ''}`);
    },
  );
  if (last.status !== 'COMPLETED') throw new Error(`The export ended ${last.status}: ${last.errorText}`);
  return { job, states };
}

/** What became of each transaction, page by page. */
async function readResults(ledger, job) {
  const results = [];
  for (let after = null, more = true; more; ) {
    const page = (
      await ledger.ask(
        'query ($id: ID!, $after: String) { job(id: $id) { results(first: 200, after: $after) { nodes { sourceReference outcome detail } pageInfo { hasNextPage endCursor } } } }',
        { id: job.id, after },
      )
    ).results;
    results.push(...page.nodes);
    ({ hasNextPage: more, endCursor: after } = page.pageInfo);
  }
  const synced = results.filter(({ outcome }) => outcome === 'SYNCED').length;
  say(`${synced} of ${results.length} are in the books`);
  return results;
}

function ended(status) {
  return ['COMPLETED', 'CANCELLED', 'DISCARDED'].includes(status);
}

async function booksOf(connection) {
  return (await fetch(new URL(`/_sandbox/api/companies/xero/${connection.company.remoteId}/books`, sandbox))).json();
}
