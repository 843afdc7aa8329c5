// Apollo Server in production: node:http without Express, and without the plugins that this comparison has no use for. Documents are cached by default.
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { announce } from './listening.mjs';
import { createContext, createSchema } from './schema.mjs';

const server = new ApolloServer({
  schema: createSchema(),
  introspection: false,
  plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled()],
});

const { url } = await startStandaloneServer(server, { context: async () => createContext(), listen: { host: '127.0.0.1', port: 0 } });
announce(new URL(url).port);
