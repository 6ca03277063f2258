import type { EscalationPriority, EscalationTier } from '@/lib/contracts/escalation';

const RISK: Record<EscalationPriority, number> = { CRITICAL: 0, HIGH: 1, MEDIUM: 2, LOW: 3 };
/** Minutes that are left. Within a band, what holds back more comes first: a minute earlier does not matter as much as ten tasks. */
const BANDS = [15, 60, 240, 1_440];

export interface Urgent {
  id: string;
  tier: EscalationTier;
  priority: EscalationPriority;
  deadlineAt: string | null;
  askedBack: object | null;
  blocks: number;
}

/** The order of an inbox: for people before for agents, then risk, then how soon it is decided without them, then how much waits behind it. */
export function compareUrgency(now: Date): (a: Urgent, b: Urgent) => number {
  const key = (one: Urgent): number[] => {
    const at = one.deadlineAt === null ? Number.POSITIVE_INFINITY : Date.parse(one.deadlineAt);
    const minutes = (at - now.getTime()) / 60_000;
    const band = BANDS.findIndex((upTo) => minutes <= upTo);
    // Whoever was asked back has to speak first.
    const wait = one.askedBack ? BANDS.length + 1 : band === -1 ? BANDS.length : band;
    return [one.tier === 'HUMAN' ? 0 : 1, RISK[one.priority], wait, -one.blocks, at];
  };
  return (a, b) => {
    const [left, right] = [key(a), key(b)];
    for (const [index, value] of left.entries()) {
      const other = right[index] ?? 0;
      if (value !== other) return value < other ? -1 : 1;
    }
    return a.id < b.id ? -1 : 1;
  };
}
