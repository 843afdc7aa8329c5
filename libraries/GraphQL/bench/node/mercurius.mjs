import Fastify from 'fastify';
import mercurius from 'mercurius';
import { announce } from './listening.mjs';
import { createContext, createSchema } from './schema.mjs';

/**
 * mercurius on Fastify for production. Parsing and validation are cached by default. Data are loaded by DataLoader, as for the others:
 * mercurius' own loaders (with and without their cache) were tried and reached a half or less of the requests in a CPU second.
 */
export async function serve({ jit }) {
  const app = Fastify({ logger: false });
  app.register(mercurius, { schema: createSchema(), context: createContext, graphiql: false, jit });
  await app.listen({ host: '127.0.0.1', port: 0 });
  announce(app.server.address().port);
}
