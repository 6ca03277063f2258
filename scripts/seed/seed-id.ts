import type { Random } from './random';

/** Ids of seeded things carry this in their last group, so that real runs are told from them. */
export const SEED_MARK = '5eed';

/** A UUIDv7 of a moment. */
export function seedId(atMs: number, random: Random): string {
  const time = Math.floor(atMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.hex(3)}-8${random.hex(3)}-${SEED_MARK}${random.hex(8)}`;
}
