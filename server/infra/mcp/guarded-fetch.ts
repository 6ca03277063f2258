import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type ReadableWritablePair, TransformStream } from 'node:stream/web';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import ipaddr from 'ipaddr.js';
import { Agent, fetch, type RequestInit, Response } from 'undici';

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
/**
 * Whoever writes the file may name servers of this machine and of the own network. Link-local addresses serve the metadata (and
 * the credentials) of clouds and nothing that anybody would name; the others are no addresses of a server.
 */
const REFUSED = new Set(['linkLocal', 'multicast', 'broadcast', 'unspecified']);

/** Why an address is not called, or null. */
export function addressFault(address: string): string | null {
  if (!ipaddr.isValid(address)) return `${address} is no address`;
  const range = ipaddr.process(address).range();
  return REFUSED.has(range) ? `${address} is a ${range === 'linkLocal' ? 'link-local' : range} address, which is never called` : null;
}

/** Looked up and judged in one step, so that no second answer of the name's server can differ. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    const fault = addresses.map(({ address }) => addressFault(address)).find((one) => one !== null);
    const [first] = addresses;
    if (fault || !first) return callback(new Error(fault ?? `${hostname} has no address`), '', 0);
    if (options.all) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
};

export interface GuardedFetch {
  fetch: FetchLike;
  close(): Promise<void>;
}

/** A fetch that checks the address at connect (redirects are fetches of their own), and bounds what answers. */
export function createGuardedFetch(): GuardedFetch {
  const dispatcher = new Agent({ connect: { lookup: guardedLookup, timeout: 10_000 }, bodyTimeout: 0, headersTimeout: 0 });
  const guarded = async (input: string | URL, init?: globalThis.RequestInit) => {
    const url = new URL(input);
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    // A lookup never sees an address that stands in the URL itself.
    const fault = ipaddr.isValid(literal) ? addressFault(literal) : null;
    if (fault) throw new Error(fault);
    const response = await fetch(url, { ...(init as unknown as RequestInit), redirect: 'manual', dispatcher });
    // A stream of events lives as long as the session; answers to calls end.
    if (init?.method !== 'POST' || !response.body) return response;
    const bounded = response.body.pipeThrough(boundedTo(MAX_ANSWER_BYTES));
    return new Response(bounded, { status: response.status, statusText: response.statusText, headers: response.headers });
  };
  return {
    // undici's types of this fetch are its own copies of the platform's.
    fetch: guarded as unknown as FetchLike,
    close: () => dispatcher.destroy(),
  };
}

function boundedTo(maxBytes: number): ReadableWritablePair<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) controller.error(new Error(`the server answered more than ${maxBytes / 1024 / 1024} MiB`));
      else controller.enqueue(chunk);
    },
  });
}
