import { createClient } from 'graphql-sse';
import { errorsOf, goOn, main, report, url } from './harness.mjs';

const client = createClient({ url, retryAttempts: 100, retry: () => new Promise((resolve) => setTimeout(resolve, 50)) });

const run = (payload) =>
  new Promise((resolve) => {
    const results = [];
    client.subscribe(payload, { next: (r) => results.push(r), error: (e) => resolve({ failed: errorsOf(e) }), complete: () => resolve(results) });
  });

await main(async () => {
  report('query', await run({ query: '{ hello }' }));
  report('variables', await run({ query: 'query ($name: String!) { hello(name: $name) }', variables: { name: 'Göteborg 🏃' } }));
  report('mutation', await run({ query: 'mutation { addBook(title: "Mio", pages: 180) { title pages } }' }));
  report('error', await run({ query: '{ hello fail }' }));
  report('invalid', await run({ query: '{ nothing }' }));
  report('subscription', await run({ query: 'subscription { count(to: 3) }' }));
  client.subscribe({ query: 'subscription { live }' }, { next: (r) => report('live', r.data.live), error: (e) => report('live failed', `${e}`), complete: () => report('live complete') });
  await goOn();
});
