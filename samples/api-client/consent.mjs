// The person at the browser, played over plain HTTP. A real provider's consent page is for people: send the user's browser to the authorization URL instead.

/** Opens the sandbox's consent page, takes its first company (or the one named) and allows. Gives the redirect that leads back. */
export async function allow(authorizationUrl, company) {
  const page = await (await fetch(authorizationUrl)).text();
  const action = /<form[^>]*\baction="([^"]+)/.exec(page)?.[1];
  const request = /name="request"\s+value="([^"]+)/.exec(page)?.[1];
  const offered = [...page.matchAll(/name="company"\s+value="([^"]+)/g)].map((match) => match[1]);
  if (!action || !request || offered.length === 0) throw new Error(`${authorizationUrl} is not the sandbox's consent page.`);
  const answer = await fetch(new URL(action, authorizationUrl), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ request, company: company ?? offered[0], decision: 'allow' }),
  });
  return new URL(answer.headers.get('location'), authorizationUrl);
}
