/** Tells the benchmark where the server listens. The server ends with the benchmark, of which its standard input is the sign. */
export function announce(port) {
  process.stdin.resume().on('end', () => process.exit());
  console.log(`listening on http://127.0.0.1:${port}/graphql`);
}

/** Starts a server of node:http on a free port of the loopback address. */
export function listen(server) {
  server.listen(0, '127.0.0.1', () => announce(server.address().port));
}
