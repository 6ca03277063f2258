import { describe, expect, it } from 'vitest';
import type { TaskStatus } from '@/lib/contracts/task';
import { compareManifests } from './compare';
import type { KeptArtifact, KeptTask, Manifest } from './manifest';

function task(
  node: number,
  key: string,
  dependsOn: number[] = [],
  spec: Partial<KeptTask['spec']> = {},
  status: TaskStatus = 'SUCCEEDED',
): KeptTask {
  return {
    node,
    spec: {
      ...{ node, key, title: key.toUpperCase(), role: 'tech_lead', kind: 'agent', prompt: `do ${key}`, phase: null, artifactType: null },
      ...{ tier: 'standard', maxAttempts: 3, timeoutSeconds: 900, sideEffects: 'none', priority: 0, dependsOn, outputs: null, input: null },
      ...{ gate: null, branch: null, revision: null, askedAt: null },
      ...spec,
    },
    state: {
      ...{ status, attempt: 1, epoch: 1, resolved: false, waitingFor: null, talk: null, doneEpoch: null, costUsd: 0.5 },
      ...{ chosen: null, removed: false, invalidated: false },
      ...{ startedAt: '2026-01-01T00:00:01.000Z', finishedAt: '2026-01-01T00:00:03.000Z' },
    },
    talkHash: null,
    outputs: null,
  };
}
const artifact = (node: number | null, name: string, sha256: string, version = 1): KeptArtifact => ({
  ...{ id: `${name}${version}${sha256}`, node, name, type: 'document', version, sha256, bytes: 1, metadata: {} },
  createdAt: '2026-01-01T00:00:02.000Z',
});
const manifest = (tasks: KeptTask[], artifacts: KeptArtifact[] = []): Manifest => ({
  ...{ runId: 'r', seq: 9, stateAt: '2026-01-01T00:00:09.000Z' },
  run: {
    ...{
      goal: 'g',
      status: 'SUCCEEDED',
      statusReason: null,
      planned: true,
      graphVersion: 1,
      spentUsd: 1,
      budgetUsd: null,
      supervision: 'default',
    },
    ...{ definitionHash: 'h', reviewPlan: false, priority: 0, workflowKey: null, workflowVersion: null },
  },
  tasks,
  artifacts,
});
const compare = (left: Manifest, right: Manifest) =>
  compareManifests({ checkpointId: 'l', label: 'left', manifest: left }, { checkpointId: null, label: 'right', manifest: right });

const base = () => [task(0, 'a'), task(1, 'b', [0]), task(2, 'c', [1])];
const files = () => [artifact(null, 'in.md', 'i'), artifact(0, 'a.md', 'x'), artifact(1, 'b.md', 'y')];

describe('the first divergence', () => {
  const cases: [string, Manifest, { taskKey: string; what: string } | null][] = [
    ['none of what is the same', manifest(base(), files()), null],
    [
      'a prompt',
      manifest([task(0, 'a'), task(1, 'b', [0], { prompt: 'other' }), task(2, 'c', [1], { tier: 'premium' })], files()),
      { taskKey: 'b', what: 'prompt' },
    ],
    [
      'a status',
      manifest([task(0, 'a'), task(1, 'b', [0], {}, 'FAILED'), task(2, 'c', [1], {}, 'PENDING')], files()),
      { taskKey: 'b', what: 'status SUCCEEDED and FAILED' },
    ],
    [
      'an artifact',
      manifest(base(), [artifact(null, 'in.md', 'i'), artifact(0, 'a.md', 'x'), artifact(1, 'b.md', 'z')]),
      { taskKey: 'b', what: 'artifact b.md' },
    ],
    ['a newer version with the same content is the same', manifest(base(), [...files(), artifact(1, 'b.md', 'y', 2)]), null],
    ['a task that is gone', manifest([task(0, 'a'), task(2, 'c', [0])], files()), { taskKey: 'b', what: 'is only on the left' }],
    [
      'a task that came, by the order of the graph and not of numbers',
      manifest([...base(), task(3, 'z')], files()),
      { taskKey: 'z', what: 'is only on the right' },
    ],
    [
      'other numbers for the same keys',
      manifest(
        [task(5, 'a'), task(3, 'b', [5]), task(4, 'c', [3])],
        [artifact(5, 'a.md', 'x'), artifact(3, 'b.md', 'y'), artifact(null, 'in.md', 'i')],
      ),
      null,
    ],
    ['an edge', manifest([task(0, 'a'), task(1, 'b'), task(2, 'c', [1])], files()), { taskKey: 'b', what: 'dependsOn' }],
  ];
  it.each(cases)('%s', (_name, right, expected) => {
    expect(compare(manifest(base(), files()), right).firstDivergence).toEqual(expected);
  });
  it('survives graphs that are a cycle together, and long chains', () => {
    const there = manifest([task(0, 'a'), task(1, 'b', [0])]);
    const back = manifest([task(0, 'a', [1]), task(1, 'b')]);
    expect(
      compare(there, back)
        .tasks.map(({ key }) => key)
        .sort(),
    ).toEqual(['a', 'b']);
    const chain = manifest(Array.from({ length: 5_000 }, (_, node) => task(node, `t${node}`, node > 0 ? [node - 1] : [])));
    expect(compare(chain, chain).firstDivergence).toBeNull();
  });
});

it('says what each side is, and of each task and artifact what became of it', () => {
  const right = manifest([...base().slice(0, 2), task(2, 'd', [1], {}, 'RUNNING')], [artifact(0, 'a.md', 'x'), artifact(2, 'd.md', 'd')]);
  const found = compare(manifest(base(), files()), right);
  expect(found.left).toMatchObject({ checkpointId: 'l', label: 'left', tasks: 3, artifacts: 3, costUsd: 1, durationMs: 2_000 });
  expect(found.tasks.map(({ key, change, differs }) => [key, change, differs])).toEqual([
    ['a', 'same', []],
    ['b', 'changed', ['artifacts']],
    ['c', 'removed', []],
    ['d', 'added', []],
  ]);
  expect(found.tasks[1]?.left).toMatchObject({ prompt: 'do b', dependsOn: ['a'], durationMs: 2_000, costUsd: 0.5 });
  expect(found.artifacts.map(({ name, taskKey, change, left, right: other }) => [name, taskKey, change, left?.id, other?.id])).toEqual([
    ['a.md', 'a', 'same', 'a.md1x', 'a.md1x'],
    ['b.md', 'b', 'removed', 'b.md1y', undefined],
    ['d.md', 'd', 'added', undefined, 'd.md1d'],
    ['in.md', null, 'removed', 'in.md1i', undefined],
  ]);
});
