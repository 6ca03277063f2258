import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EditableGraph, EditableTask, EditOperationInput } from '@/lib/contracts/edit';
import type { TaskDraft } from '@/lib/contracts/task';
import { edgeVerdict } from '@/lib/graph/edges';
import { edgesInto } from '@/lib/graph/edges-into';
import { outputReferenceIssues } from '@/lib/graph/output-references';
import { NO_OPTIONS } from '@/test/graph-edit/editable';
import { anyGraph, anySteps, operationOf } from '@/test/graph-edit/random-edit';
import { applyEdit } from './apply-edit';
import { mergeUpdates } from './merge-updates';
import { rebase } from './rebase';
import { SPEC_FIELDS } from './spec-fields';
import { copySubgraph, pasteSubgraph } from './subgraph';
import type { EditOptions, EditResult } from './types';

/** A busy machine tries fewer graphs rather than failing. */
const BOUNDED = { numRuns: 250, interruptAfterTimeLimit: 4_000 };

const anyOptions = fc.record({ cancel: fc.boolean(), rerun: fc.boolean() });
const optionsFor = (graph: EditableGraph, { cancel, rerun }: { cancel: boolean; rerun: boolean }): EditOptions => ({
  cancelRunning: cancel ? graph.tasks.flatMap(({ key, status }) => (status === 'RUNNING' ? [key] : [])) : [],
  rerunInvalidated: rerun,
});

/** Those of the random operations that can be carried out one after another, and what they make of the graph. */
function carriedOut(graph: EditableGraph, steps: readonly (readonly number[])[], options: EditOptions) {
  const operations: EditOperationInput[] = [];
  let result: EditResult | null = null;
  for (const [index, roll] of steps.entries()) {
    const operation = operationOf(result?.graph ?? graph, roll, `n${index}`);
    const outcome = applyEdit(graph, [...operations, operation], options);
    if (!outcome.ok) continue;
    operations.push(operation);
    result = outcome.result;
  }
  return { operations, result };
}

const byKey = (graph: EditableGraph) => new Map(graph.tasks.map((task) => [task.key, task]));
const specs = (graph: EditableGraph) =>
  Object.fromEntries(graph.tasks.map((task) => [task.key, [new Set(task.dependsOn), ...SPEC_FIELDS.map((name) => task[name])]]));

/** The slow way: whether `to` can be reached from `from` along the edges. */
function leads(tasks: ReadonlyMap<string, EditableTask>, from: string, to: string): boolean {
  return from === to || (tasks.get(to)?.dependsOn ?? []).some((key) => leads(tasks, from, key));
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}

/** What holds of every graph that can be applied. */
function expectSound(graph: EditableGraph): void {
  const tasks = byKey(graph);
  expect(tasks.size).toBe(graph.tasks.length);
  expect(outputReferenceIssues(graph.tasks as unknown as TaskDraft[])).toEqual([]);
  for (const task of graph.tasks) {
    expect(new Set(task.dependsOn).size).toBe(task.dependsOn.length);
    for (const from of task.dependsOn) expect(tasks.has(from) && !leads(tasks, task.key, from)).toBe(true);
    const ways = task.branch ? [...task.branch.ifTrue, ...task.branch.ifFalse] : [];
    expect(new Set(ways).size).toBe(ways.length);
    for (const way of ways) expect(tasks.get(way)?.dependsOn).toContain(task.key);
    const verdict = edgeVerdict(edgesInto(tasks, task.key, task));
    if (task.status === 'PENDING' || task.status === 'READY') expect([task.key, verdict]).toEqual([task.key, task.status]);
    if (task.status === 'SKIPPED' && !task.resolved && !task.invalidated) expect([task.key, verdict]).toEqual([task.key, 'SKIPPED']);
  }
}

describe('random edits of random graphs', () => {
  it('leave a graph without cycles, whose edges agree in both directions and whose statuses follow from them', () => {
    const tried = { applied: 0 };
    fc.assert(
      fc.property(anyGraph, anySteps, anyOptions, (graph, steps, wishes) => {
        freeze(graph);
        expectSound(graph);
        const { result } = carriedOut(graph, steps, optionsFor(graph, wishes));
        if (!result) return;
        tried.applied += 1;
        expectSound(result.graph);
        expect(result.graph.tasks.every((task) => result.touched.some(({ key }) => key === task.key) || sameSpec(graph, task))).toBe(true);
      }),
      BOUNDED,
    );
    expect(tried.applied).toBeGreaterThan(20);
  });

  it('touch nothing that runs or has ended without a word', () => {
    fc.assert(
      fc.property(anyGraph, anySteps, (graph, steps) => {
        const { result } = carriedOut(graph, steps, NO_OPTIONS);
        if (!result) return;
        const [before, after] = [byKey(graph), byKey(result.graph)];
        for (const task of graph.tasks) {
          const now = after.get(task.key);
          if (task.status === 'RUNNING') expect(now).toMatchObject({ status: 'RUNNING', dependsOn: task.dependsOn });
          if (task.waitingFor === 'irreversible') expect(now).toEqual({ ...task, branch: now?.branch });
          if (task.status !== 'SUCCEEDED' && task.status !== 'SKIPPED') continue;
          const isOther = now && !sameKeys(now.dependsOn, task.dependsOn);
          expect(now).toMatchObject({ status: task.status, title: task.title, chosen: task.chosen });
          if (isOther && task.status === 'SUCCEEDED') expect(result.invalidated).toContain(task.key);
          // An edge that has come anew may be no way of its branch any more.
          const isSame = now && sameKeys(waysInto(after, now), waysInto(before, task));
          if (isSame) expect(now?.invalidated).toBe(task.invalidated);
        }
        expect([result.diff.aborted, result.diff.rerun]).toEqual([[], []]);
      }),
      BOUNDED,
    );
  });

  it('run nothing again that cannot be undone, and everything else below what is another', () => {
    fc.assert(
      fc.property(anyGraph, anySteps, (graph, steps) => {
        const { result } = carriedOut(graph, steps, { cancelRunning: [], rerunInvalidated: true });
        if (!result) return;
        const before = byKey(graph);
        for (const key of result.restarted) {
          const was = before.get(key);
          expect(was?.started && was.sideEffects === 'irreversible' && was.status === 'SUCCEEDED').not.toBe(true);
        }
        const stays = result.graph.tasks.filter(({ invalidated }) => invalidated);
        for (const task of stays) expect([task.status, task.sideEffects === 'irreversible']).not.toEqual(['SUCCEEDED', false]);
      }),
      BOUNDED,
    );
  });

  it('make of a graph at once what they make one after another', () => {
    fc.assert(
      fc.property(anyGraph, anySteps, fc.nat(8), fc.boolean(), (graph, steps, cut, cancel) => {
        const options = optionsFor(graph, { cancel, rerun: false });
        const { operations, result } = carriedOut(graph, steps, options);
        const first = applyEdit(graph, operations.slice(0, cut), options);
        if (!result || !first.ok) return;
        const present = new Set(first.result.graph.tasks.map(({ key }) => key));
        const left = { ...options, cancelRunning: options.cancelRunning.filter((key) => present.has(key)) };
        const second = applyEdit(first.result.graph, operations.slice(cut), left);
        // What the first half skipped or took away for good counts as ended for the second.
        if (!second.ok) expect(first.result.skipped.length + first.result.restarted.length).toBeGreaterThan(0);
        else expect(specs(second.result.graph)).toEqual(specs(result.graph));
        if (second.ok && first.result.skipped.length + first.result.invalidated.length === 0) {
          // What waits to be tried again is READY once an edge to it has come and gone.
          const states = (of: EditableGraph) =>
            of.tasks.map(({ key, status, waitingFor }) => [key, waitingFor === 'retry' ? 'READY' : status]);
          expect(states(second.result.graph)).toEqual(states(result.graph));
        }
      }),
      BOUNDED,
    );
  });

  it('are undone exactly by what was there before', () => {
    fc.assert(
      fc.property(anyGraph, anySteps, anyOptions, (graph, steps, wishes) => {
        const { result } = carriedOut(graph, steps, optionsFor(graph, wishes));
        if (!result) return;
        const tasks = byKey(result.graph);
        for (const { key, before } of result.touched) before ? tasks.set(key, before) : tasks.delete(key);
        expect(specs({ version: 1, tasks: [...tasks.values()] })).toEqual(specs(graph));
      }),
      BOUNDED,
    );
  });

  it('say in their diff exactly what changed', () => {
    fc.assert(
      fc.property(anyGraph, anySteps, anyOptions, (graph, steps, wishes) => {
        const { result } = carriedOut(graph, steps, optionsFor(graph, wishes));
        if (!result) return;
        const { diff } = result;
        const edges = new Set(edgesOf(graph));
        for (const { from, to } of diff.edges.removed) expect(edges.delete(`${from} → ${to}`)).toBe(true);
        for (const { from, to } of diff.edges.added) expect(edges.has(`${from} → ${to}`) || !edges.add(`${from} → ${to}`)).toBe(false);
        expect([...edges].sort()).toEqual(edgesOf(result.graph).sort());
        const keys = graph.tasks.map(({ key }) => key).filter((key) => !diff.removed.includes(key));
        expect(result.graph.tasks.map(({ key }) => key).sort()).toEqual([...keys, ...diff.added].sort());
      }),
      BOUNDED,
    );
  });

  it('refuse an edge for a cycle exactly where there is one', () => {
    fc.assert(
      fc.property(anyGraph, anySteps, (graph, steps) => {
        const idle = { ...graph, tasks: graph.tasks.map((task) => ({ ...task, status: 'PENDING' as const, waitingFor: null })) };
        const { result } = carriedOut(idle, steps, NO_OPTIONS);
        const now = result?.graph ?? idle;
        const tasks = byKey(now);
        for (const [from] of tasks) {
          for (const [to, { dependsOn }] of tasks) {
            if (dependsOn.includes(from)) continue;
            const reset = { ...now, tasks: now.tasks.map((task) => ({ ...task, status: 'PENDING' as const })) };
            expect([from, to, applyEdit(reset, [{ op: 'addDependency', from, to }], NO_OPTIONS).ok]).toEqual([
              from,
              to,
              !leads(tasks, to, from),
            ]);
          }
        }
      }),
      { ...BOUNDED, numRuns: 150 },
    );
  });

  it('mean the same once changes of one task are merged', () => {
    fc.assert(
      fc.property(anyGraph, anySteps, anyOptions, (graph, steps, wishes) => {
        const options = optionsFor(graph, wishes);
        const { operations, result } = carriedOut(graph, steps, options);
        const merged = applyEdit(graph, mergeUpdates(operations), options);
        if (result) expect(merged).toEqual({ ok: true, result });
      }),
      BOUNDED,
    );
  });

  it('are all left where nobody else changed anything, and always apply where somebody did', () => {
    fc.assert(
      fc.property(anyGraph, anySteps, anySteps, (base, mySteps, theirSteps) => {
        const mine = carriedOut(base, mySteps, NO_OPTIONS).operations;
        const alone = rebase({ base, theirs: base, mine, options: NO_OPTIONS });
        expect([alone.operations, alone.clashes, alone.already]).toEqual([mine, [], []]);
        const theirs = carriedOut(base, theirSteps, NO_OPTIONS).result?.graph ?? base;
        const rebased = rebase({ base, theirs, mine, options: NO_OPTIONS });
        const places = [...rebased.clashes.map(({ index }) => index), ...rebased.already];
        expect(rebased.operations).toEqual(mine.filter((_, index) => !places.includes(index)));
        expect(applyEdit(theirs, rebased.operations, NO_OPTIONS)).toMatchObject({ ok: true });
        if (rebased.result) expectSound(rebased.result.graph);
      }),
      BOUNDED,
    );
  });

  it('can paste any part of any graph', () => {
    fc.assert(
      fc.property(anyGraph, fc.array(fc.nat(13)), fc.boolean(), (graph, places, outer) => {
        const keys = places.flatMap((place) => graph.tasks[place]?.key ?? []);
        const { operations, keyOf } = pasteSubgraph(graph, copySubgraph(graph, keys), { outer });
        if (keyOf.size === 0) return;
        const outcome = applyEdit(graph, operations, NO_OPTIONS);
        expect(outcome).toMatchObject({ ok: true });
        if (!outcome.ok) return;
        const tasks = byKey(outcome.result.graph);
        for (const [from, to] of keyOf) {
          const inner = tasks.get(from)?.dependsOn.flatMap((key) => keyOf.get(key) ?? []) ?? [];
          expect(tasks.get(to)?.dependsOn).toEqual(expect.arrayContaining(inner));
        }
      }),
      BOUNDED,
    );
  });
});

/** What it waits for, and as which way where that is a branch. */
const waysInto = (tasks: ReadonlyMap<string, EditableTask>, { key, dependsOn }: EditableTask) =>
  dependsOn.map((from) => {
    const branch = tasks.get(from)?.branch;
    return `${from} ${branch?.ifTrue.includes(key) ?? ''} ${branch?.ifFalse.includes(key) ?? ''}`;
  });
const sameKeys = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((key) => b.includes(key));
const edgesOf = (graph: EditableGraph) => graph.tasks.flatMap(({ key, dependsOn }) => dependsOn.map((from) => `${from} → ${key}`));

function sameSpec(graph: EditableGraph, task: EditableTask): boolean {
  const was = byKey(graph).get(task.key);
  return was !== undefined && sameKeys(was.dependsOn, task.dependsOn) && SPEC_FIELDS.every((name) => was[name] === task[name]);
}
