import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Shape of an API token: the prefix lets secret scanners find a leaked one. */
const PREFIX = 'sb_';

/** `bytes`: 32 random ones. */
export function apiTokenOf(bytes: Uint8Array): string {
  return PREFIX + Buffer.from(bytes).toString('base64url');
}

/**
 * The token of a creation with an Idempotency-Key. A repeat must answer the first result, and a token shown once must not
 * be kept: so it is derived (HMAC-SHA256) from the installation's secret and what the row and the key say, and derived
 * again for a repeat. Who has only the database, or only a copy of the request, cannot make it.
 */
export function derivedApiToken(secret: string, of: { tokenId: string; principal: string; key: string; bodyHash: string }): string {
  const mac = createHmac('sha256', secret).update(JSON.stringify(['api-token', of.tokenId, of.principal, of.key, of.bodyHash]));
  return PREFIX + mac.digest('base64url');
}

/** What is stored of a token or a sign-in link: SHA-256 is enough, since they hold 256 random bits. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares in constant time, whatever the lengths. */
export function secretsMatch(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
