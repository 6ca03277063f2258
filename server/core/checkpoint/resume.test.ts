import { describe, expect, it } from 'vitest';
import type { TaskStatus } from '@/lib/contracts/task';
import { decideResume, type ResumeFacts, type ResumePlan, statusAfterResume } from './decide-resume';
import type { KeptSpec, KeptTask, Manifest } from './manifest';
import { prepareResume, type ResumeAsk } from './prepare-resume';

type State = KeptTask['state'];

function task(
  node: number,
  dependsOn: number[],
  status: TaskStatus,
  more: { spec?: Partial<KeptSpec>; state?: Partial<State> } = {},
): KeptTask {
  return {
    node,
    spec: {
      ...{
        node,
        key: `t${node}`,
        title: `T${node}`,
        role: 'tech_lead',
        kind: 'agent',
        prompt: `do t${node}`,
        phase: null,
        artifactType: null,
      },
      ...{ tier: 'standard', maxAttempts: 3, timeoutSeconds: 900, sideEffects: 'none', priority: 0, dependsOn, outputs: null, input: null },
      ...{ gate: null, branch: null, revision: null, askedAt: null },
      ...more.spec,
    },
    state: {
      ...{ status, attempt: 1, epoch: 2, resolved: false, waitingFor: null, talk: null, doneEpoch: null, costUsd: 0.5 },
      ...{ chosen: null, removed: false, invalidated: false },
      ...{ startedAt: '2026-01-01T00:00:01.000Z', finishedAt: null },
      ...(status === 'PENDING' || status === 'READY' ? { attempt: 0, startedAt: null } : {}),
      ...more.state,
    },
    talkHash: null,
    outputs: null,
  };
}
const manifest = (tasks: KeptTask[]): Manifest => ({
  ...{ runId: 'r', seq: 9, stateAt: '2026-01-01T00:00:09.000Z' },
  run: {
    ...{ goal: 'g', status: 'RUNNING', statusReason: null, planned: true, graphVersion: 1, spentUsd: 1, budgetUsd: null },
    ...{ supervision: 'default', definitionHash: 'h', reviewPlan: false, priority: 0, workflowKey: null, workflowVersion: null },
  },
  tasks,
  // One of each task, and an input of the run.
  artifacts: [null, ...tasks.map(({ node }) => node)].map((node) => ({
    ...{ id: `a${node ?? 'in'}`, node, name: 'x.md', type: 'document', version: 1, sha256: 's', bytes: 1, metadata: {} },
    createdAt: '2026-01-01T00:00:02.000Z',
  })),
});
const EPOCH = 7;
const decide = (tasks: KeptTask[], ask: Partial<ResumeAsk> = {}, facts: Partial<ResumeFacts> = {}): ResumePlan => {
  const given = manifest(tasks);
  const prepared = prepareResume(given, { edits: [], allowIrreversible: [], ...ask });
  return decideResume(given, prepared, { epoch: EPOCH, happened: new Set(), running: new Set(), ...facts });
};
const statuses = (plan: ResumePlan) => plan.tasks.map(({ state }) => state.status);
const edges = (plan: ResumePlan) => plan.tasks.map(({ openEdges, takenEdges }) => `${openEdges}/${takenEdges}`);
const edit = (key: string, changes: ResumeAsk['edits'][number]['changes'] = { prompt: 'another' }) => ({ edits: [{ key, changes }] });
const irreversible = { spec: { sideEffects: 'irreversible' as const } };
const done = (node: number, dependsOn: number[] = [], more: Parameters<typeof task>[3] = {}) => task(node, dependsOn, 'SUCCEEDED', more);

describe('how tasks stand once a run goes on', () => {
  const talk = { conversation: 2, turns: 3 };
  it.each<[string, KeptTask, Partial<State>]>([
    ['what succeeded stands', done(0), { status: 'SUCCEEDED', attempt: 1 }],
    ['what was set aside stands', task(0, [], 'SKIPPED', { state: { resolved: true } }), { status: 'SKIPPED', resolved: true }],
    ['what failed begins anew', task(0, [], 'FAILED', { state: { attempt: 3, talk } }), { status: 'READY', attempt: 0, talk: null }],
    [
      'what ran has its attempt back and goes on',
      task(0, [], 'RUNNING', { state: { attempt: 2, talk } }),
      { status: 'READY', attempt: 1, talk },
    ],
    ['what was cancelled goes on', task(0, [], 'CANCELLED', { state: { attempt: 1, talk } }), { status: 'READY', attempt: 0, talk }],
    [
      'a retry that waits has spent its attempt',
      task(0, [], 'WAITING', { state: { attempt: 1, waitingFor: 'retry', talk } }),
      { status: 'READY', attempt: 1, waitingFor: null, talk },
    ],
    [
      'a question is asked again',
      task(0, [], 'WAITING', { state: { attempt: 1, waitingFor: 'approval', talk } }),
      { status: 'READY', attempt: 0, waitingFor: null, talk },
    ],
    ['what had not begun begins', task(0, [], 'READY'), { status: 'READY', attempt: 0 }],
  ])('%s', (_name, past, expected) => {
    const [only] = decide([past]).tasks;
    expect(only?.state).toMatchObject({ ...expected, epoch: EPOCH });
  });
});

describe('edges', () => {
  it.each<[string, KeptTask[], string[], TaskStatus[]]>([
    [
      'are taken where their beginning stands, and open where it runs again',
      [done(0), task(1, [], 'FAILED'), task(2, [0, 1], 'PENDING'), task(3, [0], 'RUNNING')],
      ['0/0', '0/0', '1/1', '0/1'],
      ['SUCCEEDED', 'READY', 'PENDING', 'READY'],
    ],
    [
      'of what a person set aside are taken',
      [task(0, [], 'SKIPPED', { state: { resolved: true } }), task(1, [0], 'PENDING')],
      ['0/0', '0/1'],
      ['SKIPPED', 'READY'],
    ],
    ['are open below what was cancelled', [task(0, [], 'CANCELLED'), task(1, [0], 'CANCELLED')], ['0/0', '1/0'], ['READY', 'PENDING']],
  ])('%s', (_name, tasks, counted, expected) => {
    const plan = decide(tasks);
    expect(edges(plan)).toEqual(counted);
    expect(statuses(plan)).toEqual(expected);
  });

  it('lead from each task to those that depend on it', () => {
    expect(decide([done(0), done(1, [0]), done(2, [0, 1])]).tasks.map(({ next }) => next)).toEqual([[1, 2], [2], []]);
  });
});

describe('an edit', () => {
  it('reopens what had begun of the task and everything below it, and drops what they wrote', () => {
    const plan = decide([done(0), done(1, [0]), task(2, [1], 'RUNNING'), task(3, [2], 'PENDING'), done(4, [0])], edit('t1'));
    expect(plan.reopened).toEqual([1, 2]);
    expect(plan.dropped).toEqual(['a1', 'a2']);
    expect(statuses(plan)).toEqual(['SUCCEEDED', 'READY', 'PENDING', 'PENDING', 'SUCCEEDED']);
    expect(plan.tasks[2]?.state).toMatchObject({ attempt: 0, talk: null });
    expect(plan.tasks[1]?.spec.prompt).toBe('another');
  });

  it.each([
    ['says what was said already', { prompt: 'do t1' }],
    ['says nothing', {}],
    ['only names it otherwise, or gives it more time', { title: 'T1', timeoutSeconds: 60 }],
  ])('that %s reopens nothing', (_name, changes) => {
    expect(decide([done(0), done(1, [0]), done(2, [1])], edit('t1', changes)).reopened).toEqual([]);
  });

  it('of what has not begun reopens nothing', () => {
    const plan = decide([done(0), task(1, [0], 'READY')], edit('t1'));
    expect({ reopened: plan.reopened, dropped: plan.dropped }).toEqual({ reopened: [], dropped: [] });
    expect(plan.tasks[1]?.spec.prompt).toBe('another');
  });

  it('tells only what became another', () => {
    const ask = { allowIrreversible: [], edits: [{ key: 't0', changes: { title: 'T0', prompt: 'new', tier: 'premium' as const } }] };
    expect(prepareResume(manifest([done(0)]), ask).changes).toEqual([
      { node: 0, key: 't0', before: { prompt: 'do t0', tier: 'standard' }, after: { prompt: 'new', tier: 'premium' } },
    ]);
  });

  it.each<[string, KeptTask[], Partial<ResumeAsk>, string]>([
    ['of nobody', [done(0)], edit('nobody'), 'edits.0.key'],
    ['of a plan that stands', [done(0, [], { spec: { role: 'planner' } })], edit('t0'), 'edits.0.key'],
    [
      'that names what nobody hands on',
      [done(0), done(1, [0])],
      edit('t1', { prompt: '{{tasks.t0.outputs.x}}' }),
      'edits.0.changes.prompt',
    ],
    ['with a permission for nobody', [done(0)], { allowIrreversible: ['t0', 'nobody'] }, 'allowIrreversible.1'],
  ])('%s is refused by its place', (_name, tasks, ask, path) => {
    expect(() => decide(tasks, ask)).toThrow(
      expect.objectContaining({ code: 'invalid_input', issues: [expect.objectContaining({ path })] }),
    );
  });
});

describe('a branch', () => {
  const branchSpec = { spec: { kind: 'branch', branch: { condition: 'true', ifTrue: [2], ifFalse: [3] } } };
  /** t0 ─▶ branch t1 ─▶ t2 | t3, both ─▶ t4 ─▶ t5; it chose t2. */
  const chosen = (more: Partial<State> = {}) => [
    done(0),
    done(1, [0], { ...branchSpec, state: { chosen: true, ...more } }),
    done(2, [1]),
    task(3, [1], 'SKIPPED'),
    done(4, [2, 3]),
    task(5, [4], 'READY'),
  ];
  it('that stands leaves the way that it closed closed, and its edges counted', () => {
    const plan = decide(chosen());
    expect(statuses(plan)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SKIPPED', 'SUCCEEDED', 'READY']);
    expect(edges(plan).slice(2, 5)).toEqual(['0/1', '0/0', '0/1']);
    expect(plan.tasks[1]?.state.chosen).toBe(true);
  });

  it('that runs again opens both of its ways, and forgets what it chose', () => {
    const plan = decide(chosen(), edit('t0'));
    expect(plan.reopened).toEqual([0, 1, 2, 3, 4]);
    expect(statuses(plan)).toEqual(['READY', 'PENDING', 'PENDING', 'PENDING', 'PENDING', 'PENDING']);
    expect(plan.tasks[1]?.state.chosen).toBeNull();
    expect(edges(plan).slice(2, 5)).toEqual(['1/0', '1/0', '2/0']);
  });

  it('that stands keeps closed what is edited on the way that it closed, with everything that only it led to', () => {
    const plan = decide([...chosen().slice(0, 4), task(4, [3], 'SKIPPED'), done(5, [2])], edit('t3'));
    expect(plan.reopened).toEqual([]);
    expect(statuses(plan)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SKIPPED', 'SKIPPED', 'SUCCEEDED']);
    expect(plan.tasks[3]?.spec.prompt).toBe('another');
  });

  it('is followed through, whatever the numbers: an edit may have put a later task before an earlier one', () => {
    const plan = decide([done(0, [3]), done(1, [0]), task(2, [1], 'READY'), done(3)], edit('t3'));
    expect(plan.reopened.sort()).toEqual([0, 1, 3]);
  });

  it('that asks a person judges again', () => {
    const asks = task(0, [], 'WAITING', { state: { waitingFor: 'decision', attempt: 2, talk: { conversation: 1, turns: 1 } } });
    expect(decide([asks]).tasks[0]?.state).toMatchObject({ status: 'READY', attempt: 0, waitingFor: null, talk: null });
  });
});

describe('what an edit took away', () => {
  const removed = { state: { removed: true }, spec: { sideEffects: 'irreversible' as const } };
  it('stays away, however irreversible it was and whatever is edited above it', () => {
    const plan = decide([done(0), task(1, [0], 'CANCELLED', removed), task(2, [0], 'PENDING')], edit('t0'), { happened: new Set([1]) });
    expect(statuses(plan)).toEqual(['READY', 'CANCELLED', 'PENDING']);
    expect({ held: plan.held, reopened: plan.reopened, dropped: plan.dropped }).toEqual({ held: [], reopened: [0], dropped: ['a0'] });
  });

  it('leaves a flag on what had built on it', () => {
    expect(decide([done(0, [], { state: { invalidated: true } })]).tasks[0]?.state.invalidated).toBe(true);
    expect(decide([done(0, [], { state: { invalidated: true } })], edit('t0')).tasks[0]?.state.invalidated).toBe(false);
  });
});

describe('what cannot be undone', () => {
  const happened = new Set([1]);
  const graph = (status: TaskStatus) => [done(0), task(1, [0], status, irreversible), task(2, [1], 'PENDING')];
  it.each<[string, KeptTask[], Partial<ResumeAsk>, Partial<ResumeFacts>, number[], TaskStatus]>([
    ['waits where it has happened and would run', graph('READY'), {}, { happened }, [1], 'WAITING'],
    ['runs where it has not happened', graph('READY'), {}, {}, [], 'READY'],
    ['runs where a person allows it', graph('READY'), { allowIrreversible: ['t1'] }, { happened }, [], 'READY'],
    ['stands where it had succeeded', graph('SUCCEEDED'), {}, { happened }, [], 'SUCCEEDED'],
    ['waits where an edit above it reopens it', graph('SUCCEEDED'), edit('t0'), { happened }, [1], 'WAITING'],
    ['waits where only the checkpoint says that it happened', graph('SUCCEEDED'), edit('t0'), {}, [1], 'WAITING'],
    ['waits though an edit calls it harmless', graph('READY'), edit('t1', { sideEffects: 'none' }), { happened }, [1], 'WAITING'],
    ['waits where it had failed', graph('FAILED'), {}, { happened }, [1], 'WAITING'],
  ])('%s', (_name, tasks, ask, facts, held, status) => {
    const plan = decide(tasks, ask, facts);
    expect(plan.held).toEqual(held);
    expect(plan.tasks[1]?.state).toMatchObject({ status, waitingFor: status === 'WAITING' ? 'irreversible' : null });
    // What is held is not told as reopened as well, and what it wrote counts no longer.
    expect(plan.reopened).not.toContain(1);
    expect(plan.dropped.includes('a1')).toBe(held.length > 0);
  });

  it('is known by what the present calls it, too', () => {
    const given = manifest([task(0, [], 'READY')]);
    expect(prepareResume(given, { edits: [], allowIrreversible: [] }, new Set([0])).irreversible).toEqual([0]);
  });
});

it('lets a task wait for calls that are just being aborted: its own, and those of tasks below it', () => {
  const tasks = [
    task(0, [], 'READY'),
    task(1, [0], 'PENDING'),
    task(2, [1], 'PENDING'),
    task(3, [], 'READY'),
    task(4, [3], 'PENDING'),
    task(5, [], 'READY'),
  ];
  const settling = (running: number[]) =>
    decide(tasks, {}, { running: new Set(running) }).tasks.flatMap(({ spec, settles }) => (settles ? [spec.node] : []));
  expect(settling([])).toEqual([]);
  expect(settling([2])).toEqual([0]);
  expect(settling([4, 5])).toEqual([3, 5]);
});

it('counts what stands after all that', () => {
  const { counts } = decide(
    [
      done(0),
      task(1, [0], 'FAILED'),
      task(2, [1], 'CANCELLED'),
      task(3, [], 'READY', irreversible),
      task(4, [], 'SKIPPED', { state: { resolved: true } }),
    ],
    {},
    { happened: new Set([3]) },
  );
  expect(counts).toEqual({ total: 5, pending: 1, ready: 1, running: 0, waiting: 1, succeeded: 1, failed: 0, skipped: 1, cancelled: 0 });
});

describe('the run', () => {
  const run = { planned: true, status: 'RUNNING' as const, statusReason: null };
  const some = decide([task(0, [], 'READY')]).counts;
  it.each([
    ['goes on', run, some, true, 'RUNNING', null],
    ['goes on planning', { ...run, planned: false }, some, true, 'PLANNING', null],
    ['waits when told to', run, some, false, 'PAUSED', null],
    [
      'waits for its review again',
      { ...run, status: 'PAUSED' as const, statusReason: 'plan_review' },
      some,
      false,
      'PAUSED',
      'plan_review',
    ],
    ['is over where nothing is left to do', run, decide([done(0)]).counts, false, 'SUCCEEDED', null],
    [
      'is not over while something is held',
      run,
      decide([task(0, [], 'READY', irreversible)], {}, { happened: new Set([0]) }).counts,
      true,
      'RUNNING',
      null,
    ],
  ] as const)('%s', (_name, was, counts, start, status, statusReason) => {
    expect(statusAfterResume(was, counts, start)).toEqual({ status, statusReason });
  });
});
