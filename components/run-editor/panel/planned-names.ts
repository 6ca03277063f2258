import { knownNames } from '@/lib/condition/known-names';
import type { ConditionName } from '@/lib/condition/types';
import type { EditableTask } from '@/lib/contracts/edit';

/** What every artifact, task and run has, whatever it is about. */
const ALWAYS = {
  artifact: { name: '', type: '', version: 1 },
  task: { key: '', status: '', attempt: 1, costUsd: 0, turns: 0 },
  run: { goal: '', spentUsd: 0, budgetUsd: 0 },
  outputs: {},
};

/** What a condition can name before there is a run: the outputs that tasks are to have, and what is always there. */
export function plannedNames(tasks: readonly EditableTask[]): ConditionName[] {
  const outputs = tasks.map(({ key, kind, outputs: schema }) => ({ key, kind, schema }));
  return knownNames(ALWAYS, { metadata: [], outputs }).map(({ path, type }) => ({ path, type, example: null }));
}
