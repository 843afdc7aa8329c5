// What every script here shares: the server's address, lines out to the test, lines in from it.
import { createInterface } from 'node:readline';

export const url = process.argv[2];
export const socketUrl = url.replace(/^http/, 'ws');

/** Tells the test what a step gave, as one line. */
export const report = (step, value) => process.stdout.write(`${JSON.stringify({ step, value: value ?? null })}\n`);

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Waits until the test says to go on. */
export const goOn = () => lines.next();

/** What is left of an error when it is told as JSON. */
export const errorsOf = (error) => (Array.isArray(error) ? error : (error.graphQLErrors ?? error.errors ?? error.response?.errors ?? [])).map(({ message, extensions }) => ({ message, code: extensions?.code }));

/** Runs the script; whatever it leaves open ends with it. */
export async function main(script) {
  try {
    await script();
    report('done');
    process.exit(0);
  } catch (error) {
    report('crash', `${error.stack ?? JSON.stringify(error)}`);
    process.exit(1);
  }
}
