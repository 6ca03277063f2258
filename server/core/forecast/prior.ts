import type { Tier } from '@/lib/contracts/task';
import type { Expected } from './expect-task';

/**
 * What a task is taken to come to while this installation has not finished a like one. Assumptions, not measurements: where each figure
 * comes from stands in docs/decisions/0023.
 */
interface Tokens {
  input: number;
  output: number;
}

/** All turns of one task: each reads again what was said before it, so that the input is many times the output. */
const TOKENS: Record<string, Tokens> = {
  planner: { input: 6_000, output: 3_000 },
  project_manager: { input: 15_000, output: 3_000 },
  tech_lead: { input: 25_000, output: 5_000 },
  backend_engineer: { input: 50_000, output: 8_000 },
  frontend_engineer: { input: 50_000, output: 8_000 },
  database_engineer: { input: 30_000, output: 5_000 },
  ux_engineer: { input: 20_000, output: 4_000 },
  code_reviewer: { input: 25_000, output: 2_500 },
  security_reviewer: { input: 25_000, output: 2_500 },
};
const OTHER_ROLE: Tokens = { input: 25_000, output: 5_000 };

/** Dollars per million tokens, and tokens a second that are written. */
const TIER: Record<Tier, { input: number; output: number; perSecond: number }> = {
  economy: { input: 0.25, output: 2, perSecond: 120 },
  standard: { input: 1.25, output: 10, perSecond: 70 },
  premium: { input: 5, output: 25, perSecond: 50 },
};

export function priorOf(role: string, tier: Tier): Expected {
  const { input, output } = TOKENS[role] ?? OTHER_ROLE;
  const rate = TIER[tier];
  return { costUsd: (input * rate.input + output * rate.output) / 1_000_000, seconds: output / rate.perSecond };
}
