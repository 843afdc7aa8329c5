// graphql-http's audit suite against a server: one line for each audit.
import { serverAudits } from 'graphql-http';
import { main, report, url } from './harness.mjs';

await main(async () => {
  for (const audit of serverAudits({ url, fetchFn: fetch })) {
    const result = await audit.fn();
    report(`${audit.id} ${audit.name}`, { status: result.status, reason: result.reason ?? null });
  }
});
