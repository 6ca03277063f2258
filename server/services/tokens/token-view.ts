import type { TokenView } from '@/lib/contracts/access';
import type { TokenRow } from '@/server/repositories/token-repository';

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

export function tokenView(row: TokenRow): TokenView {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    expiresAt: iso(row.expiresAt),
    lastUsedAt: iso(row.lastUsedAt),
    revokedAt: iso(row.revokedAt),
    resting: row.resting,
  };
}
