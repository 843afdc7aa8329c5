// graphql-yoga as its documentation has it for production. Parsing and validation are cached by default; what this comparison does not use is off.
import { createServer } from 'node:http';
import { createYoga } from 'graphql-yoga';
import { listen } from './listening.mjs';
import { createContext, createSchema } from './schema.mjs';

const yoga = createYoga({
  schema: createSchema(),
  context: createContext,
  graphiql: false,
  landingPage: false,
  logging: false,
  cors: false,
  multipart: false,
});

listen(createServer(yoga));
