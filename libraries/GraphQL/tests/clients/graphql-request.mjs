import { GraphQLClient, gql } from 'graphql-request';
import { errorsOf, main, report, url } from './harness.mjs';

const client = new GraphQLClient(url, { errorPolicy: 'all' });

const told = async (request) => {
  try {
    const { data, errors, status } = await request;
    return { data: data ?? null, errors: errorsOf(errors ?? []), status };
  } catch (error) {
    return { data: error.response?.data ?? null, errors: errorsOf(error), status: error.response?.status };
  }
};

await main(async () => {
  report('query', await told(client.rawRequest(gql`{ hello }`)));
  report('variables', await told(client.rawRequest(gql`query ($name: String!) { hello(name: $name) }`, { name: 'Göteborg 🏃' })));
  report('mutation', await told(client.rawRequest(gql`mutation { addBook(title: "Mio", pages: 180) { title pages } }`)));
  report('error', await told(client.rawRequest(gql`{ hello fail }`)));
  report('invalid', await told(client.rawRequest(gql`{ nothing }`)));

  // It has no uploads of its own; the specification asks for no more than this.
  const form = new FormData();
  form.append('operations', JSON.stringify({ query: 'mutation ($file: Upload!) { upload(file: $file) }', variables: { file: null } }));
  form.append('map', JSON.stringify({ 0: ['variables.file'] }));
  form.append('0', new File(['innehåll'], 'å.txt', { type: 'text/plain' }));
  report('upload', await (await fetch(url, { method: 'POST', headers: { 'GraphQL-Preflight': '1' }, body: form })).json());
});
