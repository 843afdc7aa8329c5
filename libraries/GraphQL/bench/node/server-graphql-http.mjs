// graphql-http, the reference implementation of GraphQL over HTTP, on node:http. It caches nothing itself, so documents are kept here, as the others keep them.
import { createServer } from 'node:http';
import { parse, validate } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';
import { listen } from './listening.mjs';
import { createContext, createSchema } from './schema.mjs';

const documents = new Map();
const verdicts = new WeakMap();

const handler = createHandler({
  schema: createSchema(),
  context: createContext,
  parse: (source, options) => remember(documents, source, () => parse(source, options)),
  validate: (schema, document, rules) => remember(verdicts, document, () => validate(schema, document, rules)),
});

function remember(cache, key, make) {
  let value = cache.get(key);
  if (value === undefined) {
    cache.set(key, (value = make()));
  }
  return value;
}

listen(createServer(handler));
