import type { TokenView } from '@/lib/contracts/access';

/** Whether a token still opens the door. */
export function tokenStanding(token: Pick<TokenView, 'revokedAt' | 'expiresAt'>, nowMs: number): 'active' | 'expired' | 'revoked' {
  if (token.revokedAt !== null) return 'revoked';
  return token.expiresAt !== null && Date.parse(token.expiresAt) <= nowMs ? 'expired' : 'active';
}

const DAY_MS = 24 * 60 * 60 * 1000;

export const TOKEN_LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: 'never', label: 'Never' },
] as const;
export type TokenLifetime = (typeof TOKEN_LIFETIMES)[number]['value'];

/** When a token made now ends, as ISO 8601; undefined for never. */
export function expiryOf(lifetime: TokenLifetime, nowMs: number): string | undefined {
  return lifetime === 'never' ? undefined : new Date(nowMs + Number(lifetime) * DAY_MS).toISOString();
}
