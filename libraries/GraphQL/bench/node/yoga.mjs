import { createServer } from 'node:http';
import { createYoga } from 'graphql-yoga';
import { listen } from './listening.mjs';
import { createContext, createSchema } from './schema.mjs';

/** graphql-yoga for production. Parsing and validation are cached by default; what this comparison does not use is off. */
export function serve(options) {
  const yoga = createYoga({
    schema: createSchema(),
    context: createContext,
    graphiql: false,
    landingPage: false,
    logging: false,
    cors: false,
    multipart: false,
    ...options,
  });
  listen(createServer(yoga));
}
