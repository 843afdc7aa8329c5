// Prints the answers of graphql-js itself, one line a scenario: its name, a tab, the answer. Every server must give the same.
import { readdirSync, readFileSync } from 'node:fs';
import { graphql } from 'graphql';
import { createContext, createSchema } from './schema.mjs';

const folder = new URL('../Scenarios/', import.meta.url);
const schema = createSchema();
for (const file of readdirSync(folder)) {
  const { query, variables, operationName } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  const answer = await graphql({ schema, source: query, variableValues: variables, operationName, contextValue: createContext() });
  console.log(`${file.replace('.json', '')}\t${JSON.stringify(answer)}`);
}
