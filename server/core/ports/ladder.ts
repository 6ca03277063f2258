import type { LadderPolicy } from '@/server/core/escalation/policy';

/** How escalations climb, as the settings have it now. */
export interface Ladder {
  current(): LadderPolicy;
}
