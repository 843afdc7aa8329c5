import { readFileSync } from 'node:fs';
import DataLoader from 'dataloader';
import { buildSchema } from 'graphql';
import { batches, fetchAuthors, fetchCategories, fetchReviews, products, readings } from './data.mjs';

export const typeDefs = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

export const queryResolvers = {
  greeting: (_, { name }) => `Hello, ${name}!`,
  products: (_, { first }) => products.slice(0, first),
  readings: (_, { first }) => readings.slice(0, first),
  batches: () => batches,
};

/** Resolvers for servers that load by DataLoader; the loaders of a request are its context. */
export const resolvers = {
  Query: queryResolvers,
  Product: {
    category: (product, _, { loaders }) => loaders.categories.load(product.categoryId),
    reviews: async (product, { first }, { loaders }) => (await loaders.reviews.load(product.id)).slice(0, first),
  },
  Review: {
    author: (review, _, { loaders }) => loaders.authors.load(review.authorId),
  },
};

/** The context of one request. A loader is made when it is asked for: the small query shall not pay for three. */
export function createContext() {
  return { loaders: new Loaders() };
}

class Loaders {
  #categories;
  #reviews;
  #authors;

  get categories() {
    return (this.#categories ??= new DataLoader(fetchCategories));
  }

  get reviews() {
    return (this.#reviews ??= new DataLoader(fetchReviews));
  }

  get authors() {
    return (this.#authors ??= new DataLoader(fetchAuthors));
  }
}

/** A schema of graphql-js itself, with the resolvers in place. */
export function createSchema() {
  const schema = buildSchema(typeDefs);
  for (const [type, fields] of Object.entries(resolvers)) {
    for (const [field, resolve] of Object.entries(fields)) {
      schema.getType(type).getFields()[field].resolve = resolve;
    }
  }
  return schema;
}
