import Fastify from 'fastify';
import mercurius from 'mercurius';
import { fetchAuthors, fetchCategories, fetchReviews } from './data.mjs';
import { announce } from './listening.mjs';
import { createContext, queryResolvers, resolvers, typeDefs } from './schema.mjs';

const loaderOptions = { cache: process.env.LOADER_CACHE === '1' };
const loaders = {
  Product: {
    category: { loader: (queries) => fetchCategories(queries.map(({ obj }) => obj.categoryId)), opts: loaderOptions },
    reviews: { loader: async (queries) => (await fetchReviews(queries.map(({ obj }) => obj.id))).map((r, index) => r.slice(0, queries[index].params.first)), opts: loaderOptions },
  },
  Review: {
    author: { loader: (queries) => fetchAuthors(queries.map(({ obj }) => obj.authorId)), opts: loaderOptions },
  },
};

export async function serve({ jit }) {
  const app = Fastify({ logger: false });
  const load = process.env.DATALOADER === '1' ? { resolvers, context: createContext } : { resolvers: { Query: queryResolvers }, loaders };
  app.register(mercurius, { schema: typeDefs, ...load, graphiql: false, jit });
  await app.listen({ host: '127.0.0.1', port: 0 });
  announce(app.server.address().port);
}
