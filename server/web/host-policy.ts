import { isIP } from 'node:net';

export interface HostPolicy {
  /** `HOST`: what the server listens on. */
  listen: string;
  /** What people type, where it is known. */
  publicUrl: string | null;
  /** Further names, without ports. */
  allowedHosts: readonly string[];
}

/** The name in a `Host` header: lower case, without port; IPv6 without brackets. Null where it is none. */
function hostnameOf(host: string | undefined): string | null {
  if (!host || !/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname.replace(/^\[(.*)\]$/, '$1');
}

/**
 * Whether a `Host` is one of ours: a page of another name that was pointed at this machine (DNS rebinding) is none. Where the
 * server listens on all addresses, an address is good: rebinding needs a name.
 */
export function isAllowedHost(policy: HostPolicy, host: string | undefined): boolean {
  const name = hostnameOf(host);
  if (name === null) return false;
  const listensEverywhere = policy.listen === '0.0.0.0' || policy.listen === '::';
  if (listensEverywhere && isIP(name) !== 0) return true;
  const ours = ['localhost', '127.0.0.1', '::1', policy.listen.toLowerCase(), ...policy.allowedHosts.map((one) => one.toLowerCase())];
  if (policy.publicUrl !== null) ours.push(new URL(policy.publicUrl).hostname.replace(/^\[(.*)\]$/, '$1'));
  return ours.includes(name);
}
