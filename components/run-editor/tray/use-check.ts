import { useMemo } from 'react';
import type { RunDetail } from '@/lib/contracts/run';
import { plural } from '@/lib/format/count';
import type { EditResult } from '@/lib/graph-edit/types';
import { type EditState, indexOf, optionsOf } from '../edit-state';
import { useStagedEdit } from '../edit-store';
import { isUnwritten } from '../new-task';
import { usePanel } from '../panel/panel-context';
import { longestPath } from './edit-figures';
import { type EditProblem, problemsOf } from './edit-issues';
import type { RunningChoice } from './running-choices';
import { sentOperations } from './sent-operations';
import { inputsOf } from './steps-again';
import type { ApplyEditState } from './use-apply';
import type { DryRun } from './use-dry-run';

interface Input {
  run: Pick<RunDetail, 'tasks'>;
  dryRun: DryRun;
  apply: ApplyEditState;
}

export type EditCheck = ReturnType<typeof useCheck>;

/** All that stands between the edit and its being applied, and what the person can say to it. */
export function useCheck({ run, dryRun, apply }: Input) {
  const { store } = usePanel();
  const state = useStagedEdit(store);
  const titleOf = (key: string) => (indexOf(state.draft).get(key) ?? indexOf(state.base).get(key))?.title ?? key;
  const outcome = store.outcome(state);
  const { steps, base } = state;
  const sent = useMemo(() => sentOperations(steps), [steps]);
  const before = useMemo(() => longestPath(base), [base]);
  const after = useMemo(() => longestPath(state.draft), [state.draft]);
  const result = outcome.ok ? outcome.result : null;
  // The page's own rules speak first; the server's word counts where they found nothing.
  const issues = outcome.ok
    ? [
        ...(apply.error && apply.sent && sameSteps(apply.sent.stepOf, sent.stepOf) ? apply.error.issues : []),
        // Another version is no problem of the edit: applying it leads to the picture of both.
        ...(dryRun.error && dryRun.error.code !== 'stale_version' ? dryRun.error.issues : []),
      ]
    : outcome.issues;
  const found = problemsOf(
    issues.filter((issue, index) => issues.findIndex((each) => each.message === issue.message && each.path === issue.path) === index),
    outcome.ok ? sent : unmerged(state),
    titleOf,
  );
  const drop = (step: number) => {
    const now = store.get();
    if (now.steps[step] !== steps[step]) return;
    const kept = inputsOf(now.steps).filter((_, index) => index !== step);
    const dropped = store.restart(now.base, kept);
    if (dropped.length > 0) store.say(`${plural(dropped.length, 'later change')} needed it and went with it.`);
  };
  // Where a step itself brought the word along, it goes with what needs it.
  const keep = (key: string) => {
    const now = store.get();
    const without = (keys: readonly string[]) => keys.filter((each) => each !== key);
    store.setOptions({ cancelRunning: without(now.cancelRunning) });
    if (!now.steps.some((step) => step.cancelRunning.includes(key))) return;
    const inputs = inputsOf(now.steps).map((input) => ({ ...input, cancelRunning: without(input.cancelRunning ?? []) }));
    const dropped = store.restart(now.base, inputs);
    store.say(
      `${titleOf(key)} is left running.${dropped.length > 0 ? ` ${plural(dropped.length, 'change')} needed it to stop and went.` : ''}`,
    );
  };
  const { choices, problems } = splitRunning({ state, result, found, run, titleOf, drop });
  for (const task of state.draft.tasks) {
    if (isUnwritten(task))
      problems.push({ where: task.title, message: 'Nobody has said yet what it is to do: write its prompt', step: null, keys: [task.key] });
  }
  return {
    titleOf,
    result,
    path: { before, after },
    problems,
    choices,
    warnings: dryRun.edited?.warnings ?? result?.warnings ?? [],
    invalidated: result?.invalidated ?? dryRun.edited?.invalidated ?? [],
    drop,
    abort: (key: string) => store.setOptions({ cancelRunning: [...new Set([...store.get().cancelRunning, key])] }),
    keep,
  };
}

const sameSteps = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((step, index) => step === b[index]);

/** The operations as the page itself checks them: one by one, as they were staged. */
function unmerged({ steps }: EditState) {
  const stepOf = steps.flatMap((step, index) => step.operations.map(() => index));
  return { operations: steps.flatMap((step) => step.operations), stepOf };
}

interface Split {
  state: EditState;
  result: EditResult | null;
  found: readonly EditProblem[];
  run: Pick<RunDetail, 'tasks'>;
  titleOf: (key: string) => string;
  drop: (step: number) => void;
}

/** Where a running task is in the way, the question is whether its call may be aborted: no problem but a choice. */
function splitRunning({ state, result, found, run, titleOf, drop }: Split): { choices: RunningChoice[]; problems: EditProblem[] } {
  const base = indexOf(state.base);
  const given = new Set(optionsOf(state).cancelRunning);
  const isRunning = (key: string) => base.get(key)?.status === 'RUNNING';
  const choices = new Map<string, RunningChoice>();
  const choose = (key: string, kind: RunningChoice['kind'], onLeave: (() => void) | null) => {
    const live = run.tasks.find((task) => task.key === key) ?? null;
    if (!choices.has(key)) choices.set(key, { key, title: titleOf(key), live, kind, onLeave });
  };
  const problems: EditProblem[] = [];
  for (const problem of found) {
    const running = problem.keys.filter((key) => isRunning(key) && !given.has(key));
    const { step } = problem;
    if (running.length === 0) problems.push(problem);
    for (const key of running) choose(key, 'needed', step === null ? null : () => drop(step));
  }
  if (result) {
    for (const key of result.diff.aborted) choose(key, 'given', null);
    if (state.rerunInvalidated) for (const key of result.invalidated) if (isRunning(key)) choose(key, 'offered', null);
  }
  // What was allowed is shown also while something else is in the way.
  for (const key of state.cancelRunning) if (isRunning(key)) choose(key, 'given', null);
  return { choices: [...choices.values()], problems };
}
