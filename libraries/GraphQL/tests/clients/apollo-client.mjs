import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import UploadHttpLink from 'apollo-upload-client/UploadHttpLink.mjs';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { errorsOf, goOn, main, report, socketUrl, url } from './harness.mjs';

// What goes over the wire, for the persisted queries: how often, and with the document or without.
const sent = [];
const watched = async (to, init) => {
  const answer = await fetch(to, init);
  const body = JSON.parse(init.body);
  sent.push({ query: 'query' in body, hash: !!body.extensions?.persistedQuery, status: answer.status });
  return answer;
};

const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts: 100, retryWait: () => new Promise((resolve) => setTimeout(resolve, 50)), shouldRetry: () => true });
const clientOf = (link) => new ApolloClient({ link, cache: new InMemoryCache(), defaultOptions: { query: { fetchPolicy: 'no-cache', errorPolicy: 'all' }, mutate: { fetchPolicy: 'no-cache', errorPolicy: 'all' } } });
const client = clientOf(ApolloLink.split(({ operationType }) => operationType === 'subscription', new GraphQLWsLink(socket), new HttpLink({ uri: url })));
const uploading = clientOf(new UploadHttpLink({ uri: url, headers: { 'Apollo-Require-Preflight': 'true' } }));
const persisting = clientOf(new PersistedQueryLink({ sha256: (text) => createHash('sha256').update(text).digest('hex') }).concat(new HttpLink({ uri: url, fetch: watched })));

const told = ({ data, error }) => ({ data: data ?? null, errors: error ? errorsOf(error) : [] });

await main(async () => {
  report('query', told(await client.query({ query: gql`{ hello }` })));
  report('variables', told(await client.query({ query: gql`query ($name: String!) { hello(name: $name) }`, variables: { name: 'Göteborg 🏃' } })));
  report('mutation', told(await client.mutate({ mutation: gql`mutation { addBook(title: "Mio", pages: 180) { title pages } }` })));
  report('error', told(await client.query({ query: gql`{ hello fail }` })));
  report('invalid', told(await client.query({ query: gql`{ nothing }` })));
  report('upload', told(await uploading.mutate({ mutation: gql`mutation ($file: Upload!) { upload(file: $file) }`, variables: { file: new File(['innehåll'], 'å.txt', { type: 'text/plain' }) } })));
  report('uploads', told(await uploading.mutate({ mutation: gql`mutation ($files: [Upload!]!) { uploadMany(files: $files) }`, variables: { files: [new File(['1'], 'a.txt'), new File(['2'], 'b.txt')] } })));
  report('persisted', told(await persisting.query({ query: gql`query Persisted { hello }` })));
  report('persisted again', told(await persisting.query({ query: gql`query Persisted { hello }` })));
  report('persisted requests', sent);
  const counted = [];
  await new Promise((resolve, reject) => client.subscribe({ query: gql`subscription { count(to: 3) }` }).subscribe({ next: ({ data }) => counted.push(data.count), error: reject, complete: resolve }));
  report('subscription', counted);
  client.subscribe({ query: gql`subscription { live }` }).subscribe({ next: ({ data }) => report('live', data.live), error: (e) => report('live failed', `${e}`), complete: () => report('live complete') });
  await goOn();
});
