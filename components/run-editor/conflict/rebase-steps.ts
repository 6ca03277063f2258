import type { EditableGraph } from '@/lib/contracts/edit';
import { applyEdit } from '@/lib/graph-edit/apply-edit';
import { type Rebased, rebase } from '@/lib/graph-edit/rebase';
import { type EditState, indexOf, operationsOf, optionsOf, type StageInput } from '../edit-state';
import { inputsOf } from '../tray/steps-again';

export interface MyClash {
  /** Among all staged operations. */
  index: number;
  /** The step that it is of, in words. */
  words: string;
  reason: string;
  keys: string[];
  /** On their graph it could still be carried out, over what they did. */
  canKeep: boolean;
}

export interface RebasePlan {
  clashes: MyClash[];
  /** Words of steps that they have done as well. */
  already: string[];
  /** Words of steps that go on as they are. */
  fits: string[];
  kept: ReadonlySet<number>;
}

/** What of the staged steps stands on their graph, and what clashes with it. */
export function planRebase(state: EditState, theirs: EditableGraph): RebasePlan {
  const mine = operationsOf(state);
  const options = allowedOn(state, theirs);
  const rebased: Rebased = rebase({ base: state.base, theirs, mine, options });
  const stepOf = state.steps.flatMap((step, index) => step.operations.map(() => index));
  const lost = new Set([...rebased.clashes.map((clash) => clash.index), ...rebased.already]);
  const kept = new Set(mine.flatMap((_, index) => (lost.has(index) ? [] : [index])));
  const wordsOf = (index: number) => state.steps[stepOf[index] ?? -1]?.words ?? '';
  const unique = (indexes: Iterable<number>) => [...new Set([...indexes].map(wordsOf))];
  return {
    clashes: rebased.clashes.map(({ index, reason, keys }) => ({
      index,
      words: wordsOf(index),
      reason,
      keys,
      canKeep: applyEdit(
        theirs,
        mine.filter((_, at) => at === index || kept.has(at)),
        options,
      ).ok,
    })),
    already: unique(rebased.already),
    fits: unique(kept),
    kept,
  };
}

/** The steps as they are staged on their graph: without what is dropped. Where boxes were put stays. */
export function stepsOn(state: EditState, plan: RebasePlan, keepMine: ReadonlySet<number>): StageInput[] {
  let index = 0;
  return inputsOf(state.steps).flatMap((input) => {
    const operations = input.operations.filter(() => {
      const at = index++;
      return plan.kept.has(at) || keepMine.has(at);
    });
    return operations.length > 0 || input.operations.length === 0 ? [{ ...input, operations }] : [];
  });
}

function allowedOn(state: EditState, theirs: EditableGraph) {
  const options = optionsOf(state);
  return { ...options, cancelRunning: options.cancelRunning.filter((key) => indexOf(theirs).get(key)?.status === 'RUNNING') };
}
