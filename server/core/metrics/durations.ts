/** Bounds of durations in seconds: four to a doubling, from 1/16 s to 36 h. A slot is [bound before, bound). */
const FIRST_EXPONENT = -4;
const LAST_EXPONENT = 17;
const PER_DOUBLING = 4;

export const DURATION_BOUNDS: readonly number[] = Array.from(
  { length: (LAST_EXPONENT - FIRST_EXPONENT) * PER_DOUBLING + 1 },
  (_, index) => 2 ** (FIRST_EXPONENT + index / PER_DOUBLING),
);

/** The bounds that a monitoring system is told, with the slots below each: one to a doubling. */
export const EXPORTED_BOUNDS: readonly { le: number; slot: number }[] = DURATION_BOUNDS.flatMap((le, slot) =>
  slot % PER_DOUBLING === 0 ? [{ le, slot }] : [],
);

/** The slot of a duration: how many bounds are not above it, as `width_bucket` counts. */
export function slotOf(seconds: number): number {
  let slot = 0;
  while (slot < DURATION_BOUNDS.length && (DURATION_BOUNDS[slot] ?? 0) <= seconds) slot += 1;
  return slot;
}

/**
 * The duration in seconds below which a share of the values lies; null without values. It is the geometric middle of the slot that holds
 * the true one, hence within 9.1 % of it (a slot is 19 % wide); under 1/16 s and above 36 h it is that bound.
 */
export function quantile(counts: ReadonlyMap<number, number>, share: number): number | null {
  const slots = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const total = slots.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.max(1, Math.ceil(total * share));
  for (const [slot, count] of slots) {
    left -= count;
    if (left <= 0) return middleOf(slot);
  }
  return null;
}

function middleOf(slot: number): number {
  const below = DURATION_BOUNDS[slot - 1];
  const above = DURATION_BOUNDS[slot];
  if (below === undefined || above === undefined) return below ?? above ?? 0;
  return Math.sqrt(below * above);
}
