import { describe, expect, it } from 'vitest';
import type { Judgement } from '@/lib/contracts/event';
import type { Finding } from '@/lib/contracts/task';
import { decideGate, type GateDecision, type GateNeighbour, type Neighbourhood } from './decide-gate';

const finding: Finding = { severity: 'major', message: 'It loses orders.', place: null, suggestion: null };
const judged = (result: boolean): Judgement => ({
  ...{ result, by: 'model', condition: null, evidence: {}, findings: result ? [] : [finding] },
});

type Given = Partial<GateNeighbour> & { dependsOn?: number[] };

/** Tasks 0, 1, 2 …: SUCCEEDED agents but for what is said. */
function graph(...tasks: Given[]): Neighbourhood {
  return new Map(
    tasks.map((given, node) => [
      node,
      {
        ...{ node, key: `t${node}`, kind: 'agent', role: 'backend_engineer', status: 'SUCCEEDED', epoch: 3, attempt: 1, dependsOn: [] },
        ...{
          sideEffects: 'none',
          waitingFor: null,
          invalidated: false,
          revision: null,
          begun: true,
          resolved: false,
          branch: null,
          chosen: null,
        },
        ...given,
      } as GateNeighbour,
    ]),
  );
}
const gate = (...dependsOn: number[]): Given => ({ kind: 'gate', status: 'RUNNING', dependsOn });
const revised = (round: number) => ({ gate: 't9', round, findings: [finding] });

function sentBack(decision: GateDecision): Extract<GateDecision, { kind: 'send_back' }> {
  if (decision.kind !== 'send_back') throw new Error(`it was ${decision.kind}`);
  return decision;
}
const placedBy = (decision: GateDecision) =>
  Object.fromEntries(sentBack(decision).placed.map(({ node, status, epoch, open, taken }) => [node, [status, epoch, open, taken]]));

describe('a gate that passes', () => {
  it('opens', () => expect(decideGate(graph({}, gate(0)), 1, judged(true))).toEqual({ kind: 'open' }));

  it.each<[string, Given]>([
    ['is being done anew', { status: 'RUNNING' }],
    ['waits to be done anew', { status: 'READY', revision: revised(1), begun: false }],
    ['has failed meanwhile', { status: 'FAILED' }],
  ])('judges again where what it judged %s', (_name, author) => {
    const decision = sentBack(decideGate(graph(author, gate(0)), 1, judged(true)));
    expect(decision.event).toMatchObject({ authors: [], round: 0 });
    expect(placedBy(decision)).toEqual({ 1: ['PENDING', 3, 1, 0] });
    expect(decision.own).toBeNull();
  });

  it('judges again, at once, where what it judged has been done anew meanwhile', () => {
    expect(placedBy(decideGate(graph({}, { ...gate(0), invalidated: true }), 1, judged(true)))).toEqual({ 1: ['READY', 3, 0, 1] });
  });
});

describe('a gate that fails', () => {
  it('sends its findings back to its authors, and waits for them', () => {
    const decision = sentBack(decideGate(graph({}, {}, gate(0, 1)), 2, judged(false)));
    expect(decision.event).toMatchObject({
      round: 1,
      authors: [
        { node: 0, epoch: 4 },
        { node: 1, epoch: 4 },
      ],
      invalidated: [],
    });
    expect(decision.revisions.get(1)).toEqual({ gate: 't2', round: 1, findings: [finding] });
    expect(placedBy(decision)).toEqual({ 0: ['READY', 4, 0, 0], 1: ['READY', 4, 0, 0], 2: ['PENDING', 3, 2, 0] });
  });

  it('lets an author wait for another that revises as well', () => {
    const decision = decideGate(graph({}, { dependsOn: [0] }, gate(0, 1)), 2, judged(false));
    expect(placedBy(decision)).toMatchObject({ 0: ['READY', 4, 0, 0], 1: ['PENDING', 4, 1, 0] });
  });

  it('withdraws what has not begun on the old work, and flags what has', () => {
    const on = (more: Given): Given => ({ dependsOn: [0], ...more });
    const decision = sentBack(
      decideGate(
        graph(
          {},
          gate(0),
          on({ status: 'READY', begun: false, attempt: 0 }),
          on({ status: 'READY' }),
          on({ status: 'WAITING', waitingFor: 'retry' }),
          on({ status: 'WAITING', waitingFor: 'approval' }),
          on({ status: 'RUNNING' }),
          on({ status: 'SUCCEEDED' }),
          on({ status: 'PENDING', dependsOn: [0, 6] }),
          on({ status: 'FAILED' }),
          on({ status: 'WAITING', waitingFor: 'decision', kind: 'gate' }),
        ),
        1,
        judged(false),
      ),
    );
    expect(decision.event.invalidated).toEqual([5, 6, 7]);
    expect(decision.event.again).toEqual([3, 4, 10].map((node) => ({ node, epoch: 3 })));
    expect(decision.superseded).toEqual([10]);
    const placed = placedBy(decision);
    expect(Object.fromEntries(Object.entries(placed).map(([node, [status]]) => [node, status]))).toEqual({
      ...{ 0: 'READY', 1: 'PENDING', 2: 'PENDING', 3: 'PENDING', 4: 'PENDING', 5: 'WAITING', 7: 'SUCCEEDED', 8: 'PENDING' },
      ...{ 9: 'FAILED', 10: 'PENDING' },
    });
    expect(placed[8]).toEqual(['PENDING', 3, 2, 0]);
    // What runs is counted by whoever makes it wait again.
    expect(placed[6]).toBeUndefined();
  });

  it('goes through gates before it, which judge the revision too', () => {
    const decision = sentBack(decideGate(graph({}, { kind: 'gate', dependsOn: [0] }, gate(1)), 2, judged(false)));
    expect(decision.event).toMatchObject({ authors: [{ node: 0, epoch: 4 }], again: [{ node: 1, epoch: 4 }], invalidated: [] });
    expect(placedBy(decision)).toEqual({ 0: ['READY', 4, 0, 0], 1: ['PENDING', 4, 1, 0], 2: ['PENDING', 3, 1, 0] });
  });

  it('makes gates that had let the old work pass judge the new one, unless something has begun behind them', () => {
    const beside = (status: GateNeighbour['status'], more: Given = {}) =>
      decideGate(
        graph({}, gate(0), { kind: 'gate', dependsOn: [0] }, { status, dependsOn: [1, 2], begun: false, attempt: 0, ...more }),
        1,
        judged(false),
      );
    expect(sentBack(beside('PENDING')).event).toMatchObject({ again: [{ node: 2, epoch: 4 }], invalidated: [] });
    expect(placedBy(beside('PENDING'))).toMatchObject({ 2: ['PENDING', 4, 1, 0], 3: ['PENDING', 3, 2, 0] });
    expect(sentBack(beside('RUNNING', { begun: true })).event).toMatchObject({ invalidated: [2] });
    // Through another gate, down to what waits.
    const chain = graph(
      {},
      gate(0),
      { kind: 'gate', dependsOn: [0] },
      { kind: 'gate', dependsOn: [2] },
      { status: 'READY', begun: false, attempt: 0, dependsOn: [3] },
    );
    const decision = decideGate(chain, 1, judged(false));
    expect(placedBy(decision)).toMatchObject({ 2: ['PENDING', 4, 1, 0], 3: ['PENDING', 4, 1, 0], 4: ['PENDING', 3, 1, 0] });
  });

  it('joins the findings of a gate that sent the same author back, while that has not begun', () => {
    const waits = { status: 'READY', epoch: 4, attempt: 0, begun: false, revision: revised(1) } as const;
    const decision = sentBack(decideGate(graph(waits, { ...gate(0), invalidated: true }), 1, judged(false)));
    expect(decision.revisions.get(0)).toEqual({ gate: 't9, t1', round: 1, findings: [finding, finding] });
    expect(decision.event).toMatchObject({ round: 1, authors: [{ node: 0, epoch: 5 }] });
  });

  it('says nothing to an author that is revising already: it judges the revision', () => {
    const decision = sentBack(
      decideGate(graph({ status: 'RUNNING', revision: revised(1) }, { ...gate(0), invalidated: true }), 1, judged(false)),
    );
    expect(decision.event.authors).toEqual([]);
    expect(decision.revisions.size).toBe(0);
  });
});

describe('a person is asked', () => {
  it.each<[string, Given[], RegExp]>([
    ['after two rounds', [{}, { ...gate(0), revision: revised(2) }], /no more often/],
    ['where no task could revise', [{ kind: 'branch' }, gate(0)], /no task before it/],
    ['where the author is the plan', [{ role: 'planner' }, gate(0)], /no task before it/],
    ['where what was done cannot be undone', [{ sideEffects: 'irreversible' }, gate(0)], /"t0" did cannot be undone/],
    ['where the author was set aside', [{ status: 'SKIPPED', resolved: true }, gate(0)], /no task before it/],
  ])('%s', (_name, tasks, words) => {
    const decision = decideGate(graph(...tasks), tasks.length - 1, judged(false));
    expect(decision).toMatchObject({ kind: 'ask', reason: expect.stringMatching(words) });
  });

  it('not before: the second round goes to the author still', () => {
    expect(decideGate(graph({}, { ...gate(0), revision: revised(1) }), 1, judged(false))).toMatchObject({
      kind: 'send_back',
      event: { round: 2 },
    });
  });
});
