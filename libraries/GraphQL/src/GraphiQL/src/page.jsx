// The page: GraphiQL against the endpoint that served it.
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import { createRoot } from 'react-dom/client';
import './page.css';

const root = document.getElementById('graphiql');
const url = new URL(window.location.href);
url.search = '';
url.hash = '';
const socket = new URL(url);
socket.protocol = socket.protocol.replace('http', 'ws');

const fetcher = createGraphiQLFetcher({
  url: url.href,
  subscriptionUrl: root.dataset.sockets === 'true' ? socket.href : undefined,
  headers: { 'GraphQL-Preflight': 'GraphiQL' },
});

createRoot(root).render(
  <GraphiQL fetcher={fetcher} shouldPersistHeaders={false} defaultQuery={root.dataset.query} defaultHeaders={root.dataset.headers} />,
);
