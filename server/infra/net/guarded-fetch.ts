import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, fetch as undiciFetch } from 'undici';
import { type AddressPolicy, refusalOf } from './address-policy';

export type Fetch = typeof globalThis.fetch;

/** A name that resolves to where nobody may go; its message is fit to be shown. */
class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 3;

/** A dispatcher that looks at the address which a connection really goes to, so that no name can change between check and use. */
export function createGuardedAgent(policy: AddressPolicy, lookup: typeof systemLookup = systemLookup): Agent {
  const guardedLookup: LookupFunction = (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '');
      for (const { address } of addresses) {
        const refusal = refusalOf(address, policy);
        if (refusal) return done(new AddressRefused(`${hostname} may not be called: ${refusal}`), '');
      }
      const [first] = addresses;
      if (!first) return done(new Error(`${hostname} has no address`), '');
      if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ lookup: guardedLookup, timeout: CONNECT_TIMEOUT_MS });
  return new Agent({
    // The caller's own watch cuts what stalls.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (options, done) => {
      const literal = options.hostname.replace(/^\[|\]$/g, '');
      const refusal = isIP(literal) ? refusalOf(literal, policy) : null;
      if (refusal) return done(new AddressRefused(`This address may not be called: ${refusal}`), null);
      connect(options, done);
    },
  });
}

/**
 * `fetch` through the guard. Redirects are followed by hand, each under the same guard: only such that repeat the request as it is, and
 * without its secrets where they lead to another origin.
 */
export function createGuardedFetch(policy: AddressPolicy, agent: Agent = createGuardedAgent(policy)): Fetch {
  const send = undiciFetch as unknown as (url: string, init: RequestInit & { dispatcher: Agent }) => Promise<Response>;
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    let headers = new Headers(init.headers);
    for (let redirects = 0; ; redirects++) {
      const response = await send(url.href, { ...init, headers, redirect: 'manual', dispatcher: agent });
      const next = redirectOf(response, url, init.method ?? 'GET');
      if (!next) return response;
      await response.body?.cancel();
      if (redirects === MAX_REDIRECTS) throw new Error(`${url.origin} redirects more than ${MAX_REDIRECTS} times`);
      if (next.origin !== url.origin) headers = withoutSecrets(headers);
      url = next;
    }
  };
}

/** 307 and 308 keep method and body; the others would turn a POST into a GET of something else, so they stand as the answer. */
function redirectOf(response: Response, from: URL, method: string): URL | null {
  const keeps = [307, 308].includes(response.status) || (method === 'GET' && [301, 302, 303].includes(response.status));
  const location = response.headers.get('location');
  if (!keeps || location === null || !URL.canParse(location, from)) return null;
  const next = new URL(location, from);
  return /^https?:$/.test(next.protocol) ? next : null;
}

function withoutSecrets(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of ['authorization', 'cookie', 'proxy-authorization', 'api-key', 'x-api-key']) kept.delete(name);
  return kept;
}
