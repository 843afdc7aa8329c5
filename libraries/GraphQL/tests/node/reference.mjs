// The reference of the differential suite: graphql-js behind a line protocol. One JSON request a line in, one JSON answer a line out, in order.
//
//   {"schema": SDL}                     sets the current schema: {"ok":true} or {"errors":[...]}; {"broken":text} when graphql-js itself fails at a wrong schema
//   {"op":"parse", document}            {"ok":true,"printed":...} or {"error":...}
//   {"op":"validate", document, rule?}  {"errors":[...]} of all rules, or of the one named; {"error":...} when the document does not parse
//   {"op":"execute", document, variables?, operationName?, root?}
//                                       {"result":...} (an array of results for a subscription), with "possibleErrors" where something was asynchronous
//   {"op":"introspect"}                 the result of the standard introspection query
//   {"op":"printSchema"}                {"printed":...}
//
// A subscription's root field holds an array: the root values of its events, in order; one that is an error ends the stream ({"streamError":text}).
//
// The root value is JSON. An object with one of these keys alone stands for something JSON has no word for:
//   {"$error":"text"} throws; {"$async":value} is there a turn of the event loop later, {"$asyncAfterTick":value} too (in an engine with threads: once a tick was read); {"$asyncError":"text"} fails a turn later;
//   {"$args":true} is the field's coerced arguments as JSON text with sorted keys; {"$tick":true} counts the ticks read so far in the operation.
import { createInterface } from 'node:readline';

const graphql = await import(new URL('./node_modules/graphql/index.mjs', import.meta.url));
const { validateSDL } = await import(new URL('./node_modules/graphql/validation/validate.mjs', import.meta.url));
const { GraphQLError, Kind } = graphql;

// An empty selection set is a proposal that the September 2025 grammar does not have.
const syntax = { allowEmptySelectionSets: false };
const noLimit = { maxErrors: Number.MAX_SAFE_INTEGER, allowEmptySelectionSets: false };

let schema;
let forgivingSchema;

const operations = { parse, validate, execute, introspect, printSchema };

// Promises of values that were given up when null propagated: nobody waits for them any more.
process.on('unhandledRejection', () => {});

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(JSON.stringify(await answer(line)) + '\n');
}

async function answer(line) {
  try {
    const request = JSON.parse(line);
    if ('schema' in request) return setSchema(request.schema);
    const operation = operations[request.op];
    if (!operation) return { crash: `unknown operation ${request.op}` };
    return await operation(request);
  } catch (error) {
    return { crash: String(error?.stack ?? error) };
  }
}

function setSchema(sdl) {
  schema = forgivingSchema = undefined;
  let document;
  try {
    document = graphql.parse(sdl, syntax);
  } catch (error) {
    return { errors: [reported(error)] };
  }

  const sdlErrors = validateSDL(document);
  if (sdlErrors.length > 0) return { errors: sdlErrors.map(reported) };
  try {
    const built = graphql.buildASTSchema(document, { assumeValidSDL: true });
    const schemaErrors = graphql.validateSchema(built);
    if (schemaErrors.length > 0) return { errors: schemaErrors.map(reported) };
    schema = built;
  } catch (error) {
    return error instanceof GraphQLError ? { errors: [reported(error)] } : { broken: error.message };
  }

  forgivingSchema = () => graphql.buildASTSchema(withNullableFields(document), { assumeValid: true, assumeValidSDL: true });
  return { ok: true };
}

function parse({ document }) {
  try {
    return { ok: true, printed: graphql.print(graphql.parse(document, syntax)) };
  } catch (error) {
    return { error: reported(error) };
  }
}

function validate({ document, rule }) {
  const parsed = parsedOrError(document);
  if (parsed.error) return parsed;
  const rules = rule ? [graphql[rule]] : undefined;
  return { errors: graphql.validate(current(), parsed.document, rules, noLimit).map(reported) };
}

async function execute({ document, variables, operationName, root }) {
  const parsed = parsedOrError(document);
  if (parsed.error) return { result: { errors: [parsed.error] } };
  const errors = graphql.validate(current(), parsed.document, undefined, noLimit);
  if (errors.length > 0) return { result: { errors: errors.map(reported) } };

  const operation = graphql.getOperationAST(parsed.document, operationName);
  const execution = { document: parsed.document, variableValues: variables, operationName, rootValue: root };
  const run = operation?.operation === 'subscription' ? subscribe : once;
  const { result, wasAsync } = await run(schema, execution);
  if (!wasAsync) return { result };
  // Which of several failing fields below one nulled parent is reported is a race; with nullable fields all of them are.
  const forgiving = await run(forgivingSchema(), execution);
  return { result, possibleErrors: [forgiving.result].flat().flatMap((one) => one.errors ?? []) };
}

async function once(executedSchema, execution) {
  const state = { ticks: 0, async: false };
  const result = await graphql.execute({ ...execution, schema: executedSchema, fieldResolver: resolverOf(state) });
  return { result: JSON.parse(JSON.stringify(result)), wasAsync: state.async };
}

async function subscribe(executedSchema, execution) {
  const state = { ticks: 0, async: false };
  const resolver = resolverOf(state);
  const stream = await graphql.subscribe({
    ...execution,
    schema: executedSchema,
    fieldResolver: resolver,
    subscribeFieldResolver: async (...field) => {
      const source = await resolver(...field);
      return Array.isArray(source) ? events(source) : source;
    },
  });
  if (!(Symbol.asyncIterator in stream)) return { result: JSON.parse(JSON.stringify(stream)), wasAsync: state.async };
  const results = [];
  try {
    for await (const result of stream) results.push(JSON.parse(JSON.stringify(result)));
  } catch (error) {
    results.push({ streamError: error.message });
  }

  return { result: results, wasAsync: state.async };
}

async function* events(source) {
  for (const item of source) {
    const event = await item;
    if (event instanceof Error) throw event;
    yield event;
  }
}

function introspect() {
  const query = graphql.getIntrospectionQuery({
    descriptions: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  });
  return graphql.executeSync({ schema: current(), document: graphql.parse(query) });
}

function printSchema() {
  return { printed: graphql.printSchema(current()) };
}

function current() {
  if (!schema) throw new Error('no schema is set, or the last one had errors');
  return schema;
}

function parsedOrError(document) {
  try {
    return { document: graphql.parse(document, syntax) };
  } catch (error) {
    return { error: reported(error) };
  }
}

/** The message and where it points; a schema error has no place when what is missing is nowhere. */
function reported(error) {
  if (!(error instanceof GraphQLError)) throw error;
  return error.locations ? { message: error.message, locations: error.locations } : { message: error.message };
}

function resolverOf(state) {
  return (source, args, _context, info) =>
    source !== null && typeof source === 'object' && Object.hasOwn(source, info.fieldName) ? meant(source[info.fieldName], args, state) : undefined;
}

/** The value that a piece of the root's JSON stands for. Fails are values, so that a list's item can fail alone. */
function meant(json, args, state) {
  if (Array.isArray(json)) return json.map((item) => meant(item, args, state));
  if (json === null || typeof json !== 'object') return json;
  const keys = Object.keys(json);
  if (keys.length !== 1) return json;
  switch (keys[0]) {
    case '$error':
      return new Error(json.$error);
    case '$async':
      return later(state, () => meant(json.$async, args, state));
    case '$asyncAfterTick':
      return later(state, () => meant(json.$asyncAfterTick, args, state));
    case '$asyncError':
      return later(state, () => {
        throw new Error(json.$asyncError);
      });
    case '$args':
      return sortedJson(args);
    case '$tick':
      return ++state.ticks;
    default:
      return json;
  }
}

function later(state, value) {
  state.async = true;
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(value());
      } catch (error) {
        reject(error);
      }
    });
  });
}

function sortedJson(value) {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${sortedJson(value[key])}`).join(',')}}`;
}

/** The same schema with every field's result nullable: nothing propagates, so every error is reported. */
function withNullableFields(document) {
  return graphql.visit(document, {
    FieldDefinition: (field) => ({ ...field, type: nullable(field.type) }),
  });
}

function nullable(type) {
  if (type.kind === Kind.NON_NULL_TYPE) return nullable(type.type);
  return type.kind === Kind.LIST_TYPE ? { ...type, type: nullable(type.type) } : type;
}
