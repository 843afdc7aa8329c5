// A client of the API: graphql-request for questions and changes, graphql-ws for what happens meanwhile, a form for files.
import { GraphQLClient } from 'graphql-request';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

/** The API took the request and did not do the work; `problems` says why, each with a code and a message. */
export class Refused extends Error {
  constructor(field, problems) {
    super(`${field}: ${problems.map((problem) => `${problem.message} (${problem.code})`).join(' ')}`);
    this.problems = problems;
  }
}

export class Ledger {
  #address;
  #authorization;
  #http;
  #live;

  /** The last event that a subscription of this client has given. A tenant's first event comes after 0. */
  lastEventId = '0';

  /** @param {URL} url of OrleansLedger  @param {string} key olk_... */
  constructor(url, key) {
    this.#address = new URL('/graphql', url);
    this.#authorization = `Bearer ${key}`;
    this.#http = new GraphQLClient(this.#address.href, { headers: { authorization: this.#authorization } });
    this.#live = createClient({
      url: this.#address.href.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: this.#authorization },
      retryAttempts: 10,
      shouldRetry: () => true,
    });
  }

  /** Sends a document with one root field and gives that field's value. */
  async ask(document, variables) {
    return valueOf(await this.#http.request(document, variables));
  }

  /** The same for a document with `$file: Upload!`, as a multipart request. */
  async upload(document, variables, file) {
    const form = new FormData();
    form.append('operations', JSON.stringify({ query: document, variables: { ...variables, file: null } }));
    form.append('map', JSON.stringify({ 0: ['variables.file'] }));
    form.append('0', file);
    const response = await fetch(this.#address, { method: 'POST', headers: { authorization: this.#authorization, 'GraphQL-Preflight': '1' }, body: form });
    const { data, errors, error } = await response.json();
    if (!data || errors) throw new Error(`${response.status}: ${JSON.stringify(errors ?? error)}`);
    return valueOf(data);
  }

  /**
   * Subscribes and gives the first event that `isLast` accepts; `seen` is told of every one. It goes on after the last event of this client, so
   * nothing is missed between two subscriptions, and after a lost connection it resumes after the last event that arrived.
   */
  watch(document, variables, isLast, seen = () => {}) {
    const request = { query: document, variables: { ...variables, after: this.lastEventId } };
    return new Promise((resolve, reject) => {
      const leave = this.#live.subscribe(request, {
        next: ({ data, errors }) => {
          if (errors) return reject(new Error(JSON.stringify(errors)));
          const event = valueOf(data);
          // A lost connection makes graphql-ws send this same request again.
          this.lastEventId = request.variables.after = event.eventId;
          seen(event);
          if (isLast(event)) {
            leave();
            resolve(event);
          }
        },
        error: (error) => reject(error instanceof Error ? error : new Error(JSON.stringify(error))),
        complete: () => reject(new Error('The subscription ended before what it waited for.')),
      });
    });
  }

  close() {
    return this.#live.dispose();
  }
}

/** The value of the one root field. A payload with problems is an exception. */
function valueOf(data) {
  const [field, value] = Object.entries(data)[0];
  if (value?.errors?.length > 0) throw new Refused(field, value.errors);
  return value;
}
