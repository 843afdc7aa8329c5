import { createClient as createSocketClient } from 'graphql-ws';
import { Client, fetchExchange, subscriptionExchange } from 'urql';
import WebSocket from 'ws';
import { errorsOf, goOn, main, report, socketUrl, url } from './harness.mjs';

const socket = createSocketClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts: 100, retryWait: () => new Promise((resolve) => setTimeout(resolve, 50)), shouldRetry: () => true });
const client = new Client({
  url,
  preferGetMethod: false,
  fetchOptions: { headers: { 'GraphQL-Preflight': '1' } },
  exchanges: [
    fetchExchange,
    subscriptionExchange({ forwardSubscription: ({ query, variables }) => ({ subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }) }) }),
  ],
});

const told = ({ data, error }) => ({ data: data ?? null, errors: error ? errorsOf(error) : [] });

await main(async () => {
  report('query', told(await client.query('{ hello }', {}).toPromise()));
  report('query by GET', told(await client.query('query ($name: String!) { hello(name: $name) }', { name: 'GET' }, { preferGetMethod: 'force' }).toPromise()));
  report('variables', told(await client.query('query ($name: String!) { hello(name: $name) }', { name: 'Göteborg 🏃' }).toPromise()));
  report('mutation', told(await client.mutation('mutation { addBook(title: "Mio", pages: 180) { title pages } }', {}).toPromise()));
  report('error', told(await client.query('{ hello fail }', {}).toPromise()));
  report('invalid', told(await client.query('{ nothing }', {}).toPromise()));
  report('upload', told(await client.mutation('mutation ($file: Upload!) { upload(file: $file) }', { file: new File(['innehåll'], 'å.txt', { type: 'text/plain' }) }).toPromise()));
  const counted = [];
  await new Promise((resolve, reject) => {
    client.subscription('subscription { count(to: 3) }', {}).subscribe((r) => {
      if (r.error) reject(r.error);
      counted.push(r.data.count);
      if (counted.length === 3) resolve();
    });
  });
  report('subscription', counted);
  client.subscription('subscription { live }', {}).subscribe((r) => report(r.error ? 'live failed' : 'live', r.error ? `${r.error}` : r.data.live));
  await goOn();
});
