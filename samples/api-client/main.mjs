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
const PROBLEMS = 'errors { ... on Error { code message } }';
const say = options.json ? () => {} : console.log;

const platformKey = process.env.ORLEANSLEDGER_PLATFORM_KEY;
if (!platformKey) throw new Error('Set ORLEANSLEDGER_PLATFORM_KEY to the platform key that the AppHost prints.');

const { tenant, admin } = await createTenant();
const operator = await createOperator(admin);
try {
  const connection = await connect(admin);
  await accountsAreImported(operator, connection);
  const { company, chosen } = await chooseAccounts(operator, connection);
  const transactions = makeTransactions(Number(options.transactions), company.baseCurrency);
  await push(operator, transactions);
  await attachReceipts(operator, transactions);
  const { job, states } = await exportAll(operator, connection);
  const results = await readResults(operator, job);
  const records = await readRecords(operator, connection);
  const log = await readLog(operator, job);
  if (options.json) console.log(JSON.stringify({ tenant, connection, chosen, transactions, job, states, results, records, log }));
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
  const redirect = await allow(authorizationUrl, options.company);
  const connection = options['catch-redirect'] ? await complete(admin, redirect) : await followed(admin, redirect);
  say(`Connected to ${connection.company.name}`);
  return connection;
}

/** The browser follows the redirect to the Api's callback, which makes the connection. */
async function followed(admin, redirect) {
  const page = await fetch(redirect);
  if (!page.ok) throw new Error(`The callback answered ${page.status}: ${await page.text()}`);
  const { nodes } = await admin.ask('{ connections(filter: { providers: ["xero"], statuses: [CONNECTING, ACTIVE] }) { nodes { id provider status company { remoteId name } } } }');
  return nodes[0];
}

async function complete(admin, redirect) {
  const { connection } = await admin.ask(
    `mutation ($input: CompleteAuthorizationInput!) {
      completeAuthorization(input: $input) { connection { id provider status company { remoteId name } } ${PROBLEMS} }
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
    ({ connectionId, kind, status }) => connectionId === connection.id && kind === 'REFRESH_ACCOUNTS' && ended(status),
  );
  if (job.status !== 'COMPLETED') throw new Error(`The accounts were not imported: ${job.errorText}`);
  say('Accounts and tax codes are imported');
}

/** A bookkeeper's choices: an account for every category, without which its transactions would be parked, and defaults for transactions that name none. */
async function chooseAccounts(ledger, connection) {
  const { company, accounts, taxCodes } = await ledger.ask(
    `query ($id: ID!) {
      connection(id: $id) {
        company { name baseCurrency }
        accounts(first: 500, filter: { active: true }) { nodes { remoteId name display kind currency } }
        taxCodes(first: 1, filter: { active: true, search: "No VAT" }) { nodes { remoteId name } }
      }
    }`,
    { id: connection.id },
  );
  const first = (kind, holds = () => true) => accounts.nodes.find((account) => account.kind === kind && holds(account));
  const chosen = {
    bank: first('BANK', ({ currency }) => currency === company.baseCurrency),
    expense: first('EXPENSE'),
    income: first('INCOME'),
    sales: first('INCOME'),
    software: first('EXPENSE'),
    office: first('EXPENSE'),
    travel: first('EXPENSE', ({ name }) => name.startsWith('Travel')),
    meals: first('EXPENSE', ({ name }) => name.startsWith('Entertainment')),
  };
  await ledger.ask(
    `mutation ($input: UpdateConnectionInput!) { updateConnection(input: $input) { connection { id } ${PROBLEMS} } }`,
    {
      input: {
        connectionId: connection.id,
        defaultBankAccount: chosen.bank.remoteId,
        defaultExpenseAccount: chosen.expense.remoteId,
        defaultIncomeAccount: chosen.income.remoteId,
        defaultTaxCode: taxCodes.nodes[0].remoteId,
        defaultCounterparty: 'Various',
      },
    },
  );
  for (const category of ['travel', 'meals', 'software', 'office', 'sales']) {
    await ledger.ask(
      `mutation ($input: MapCategoryInput!) { mapCategory(input: $input) { mapping { key } ${PROBLEMS} } }`,
      { input: { connectionId: connection.id, category, accountRemoteId: chosen[category].remoteId } },
    );
  }
  for (const [use, { display }] of Object.entries(chosen)) say(`  ${use}: ${display}`);
  return { company, chosen };
}

/** Up to 1,000 transactions a call. A wrong one is told by its place in the call and does not hold up the others. */
async function push(ledger, transactions) {
  for (let from = 0; from < transactions.length; from += MOST_PER_CALL) {
    const { results } = await ledger.ask(
      `mutation ($input: UpsertTransactionsInput!) {
        upsertTransactions(input: $input) { results { sourceReference id errors { ... on Error { code message } } } ${PROBLEMS} }
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

/** What became of each transaction. */
async function readResults(ledger, job) {
  const results = await all(
    ledger,
    'query ($id: ID!, $after: String) { job(id: $id) { results(first: 500, after: $after) { nodes { sourceReference outcome detail } pageInfo { hasNextPage endCursor } } } }',
    { id: job.id },
    (found) => found.results,
  );
  const others = results.filter(({ outcome }) => outcome !== 'SYNCED');
  say(`${results.length - others.length} of ${results.length} are in the books`);
  if (others.length > 0) {
    // They are not lost: `syncRecords(filter: { states: [PARKED, FAILED] })` lists them, each with what to do, and retryFailed sends them again.
    process.exitCode = 1;
    console.error(`${others.length} are not: ${[...new Set(others.map(({ outcome }) => outcome.toLowerCase()))].join(', ')}. The first, ${others[0].sourceReference}: ${others[0].detail}`);
  }
  return results;
}

/** The proof of each transaction: its id and number in the books. */
async function readRecords(ledger, connection) {
  return all(
    ledger,
    `query ($connectionId: ID, $after: String) {
      syncRecords(first: 500, after: $after, filter: { connectionId: $connectionId }) { nodes { sourceReference state remoteId } pageInfo { hasNextPage endCursor } }
    }`,
    { connectionId: connection.id },
  );
}

/** Every call that the export made. */
async function readLog(ledger, job) {
  const calls = await all(
    ledger,
    'query ($jobId: ID, $after: String) { syncLog(first: 500, after: $after, filter: { jobId: $jobId }) { nodes { operation method path status outcome durationMs } pageInfo { hasNextPage endCursor } } }',
    { jobId: job.id },
  );
  say(`${calls.length} calls to Xero, ${calls.filter(({ outcome }) => outcome === 'OK').length} of them answered well`);
  return calls;
}

/** A list from its first page to its last. */
async function all(ledger, document, variables, listOf = (value) => value) {
  const items = [];
  for (let after = null, more = true; more; ) {
    const { nodes, pageInfo } = listOf(await ledger.ask(document, { ...variables, after }));
    items.push(...nodes);
    ({ hasNextPage: more, endCursor: after } = pageInfo);
  }
  return items;
}

function ended(status) {
  return ['COMPLETED', 'CANCELLED', 'DISCARDED'].includes(status);
}
