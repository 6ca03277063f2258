import type { ReplayChanges } from '@/lib/contracts/dead-letter';
import type { Tier } from '@/lib/contracts/task';
import { invalidInput } from '@/lib/errors';

interface Spec {
  prompt: string;
  role: string;
  tier: Tier;
  input: string | null;
  timeoutSeconds: number;
}

export interface SpecDiff {
  before: Partial<Spec>;
  after: Partial<Spec>;
}

/** What the asked changes really change of a task; null: nothing. @throws invalid_input */
export function specDiff(spec: Spec, changes: ReplayChanges | null | undefined): SpecDiff | null {
  if (!changes) return null;
  if (spec.role === 'planner' && changes.role !== undefined) {
    throw invalidInput('changes.role', 'of the task that plans the run cannot be changed');
  }
  const { input, ...rest } = changes;
  const wanted: Partial<Spec> = { ...rest, ...(input === undefined ? {} : { input: inputText(input) }) };
  const keys = (Object.keys(wanted) as (keyof Spec)[]).filter((key) => wanted[key] !== undefined && wanted[key] !== spec[key]);
  if (keys.length === 0) return null;
  const pick = (from: Partial<Spec>): Partial<Spec> => Object.fromEntries(keys.map((key) => [key, from[key]]));
  return { before: pick(spec), after: pick(wanted) };
}

const inputText = (input: NonNullable<ReplayChanges['input']>): string =>
  typeof input === 'string' ? input : JSON.stringify(input, null, 2);
