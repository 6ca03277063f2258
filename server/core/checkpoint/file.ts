import { z } from 'zod';
import { checkCondition } from '@/lib/condition/parse-condition';
import { idSchema, text, timeSchema } from '@/lib/contracts/common';
import { MAX_TASKS_PER_RUN, RUN_STATUSES } from '@/lib/contracts/run';
import {
  artifactTypeSchema,
  conditionSchema,
  findingSchema,
  gateDraftSchema,
  outputsSchemaSchema,
  ROLES,
  SIDE_EFFECTS,
  TASK_KINDS,
  TASK_STATUSES,
  TIERS,
  TOOL_CALL_STATUSES,
  taskKeySchema,
} from '@/lib/contracts/task';
import { edgeVerdict } from '@/lib/graph/edges';
import { edgesInto } from '@/lib/graph/edges-into';
import type { TaskState } from '../state-at';
import { type KeptTask, type Manifest, stateOf } from './manifest';

/**
 * A checkpoint as a file: gzip over JSON Lines. First what it is, then the manifest, every conversation and every content of an artifact
 * that it names, and at the end the hash of all lines before.
 */
export const FILE_FORMAT = 'signalbox-checkpoint';
export const FILE_VERSION = 1;

const long = (max: number) => text(max, 0);
const count = z.int().min(0).max(1_000_000_000);
const node = z.int().min(0).max(1_000_000);
const money = z.number().min(0).max(1_000_000_000);
const hash = z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be a SHA-256 in hex' });
const data = z.record(z.string(), z.unknown());
const time = timeSchema.nullable();

const specSchema = z.strictObject({
  node,
  key: taskKeySchema,
  title: text(200),
  role: z.enum(ROLES),
  kind: z.enum(TASK_KINDS),
  prompt: long(200_000),
  phase: text(80).nullable(),
  artifactType: artifactTypeSchema.nullable(),
  tier: z.enum(TIERS),
  maxAttempts: z.int().min(1).max(20),
  timeoutSeconds: z.int().min(1).max(86_400),
  sideEffects: z.enum(SIDE_EFFECTS),
  priority: z.int().min(-100).max(100),
  dependsOn: z.array(node).max(1_000),
  outputs: outputsSchemaSchema.nullable(),
  input: long(200_000).nullable(),
  // Files of earlier versions do not have these.
  gate: gateDraftSchema.nullable().default(null),
  branch: z
    .strictObject({ condition: conditionSchema, ifTrue: z.array(node).max(1_000), ifFalse: z.array(node).max(1_000) })
    .nullable()
    .default(null),
  revision: z
    .strictObject({ gate: taskKeySchema, round: count, findings: z.array(findingSchema).max(1_000) })
    .nullable()
    .default(null),
  askedAt: time.default(null),
});

const stateSchema = z.strictObject({
  status: z.enum(TASK_STATUSES),
  attempt: count,
  epoch: count,
  resolved: z.boolean(),
  waitingFor: text(80).nullable(),
  talk: z.strictObject({ conversation: z.int().min(1).max(1_000_000), turns: z.int().min(1).max(100_000) }).nullable(),
  doneEpoch: count.nullable(),
  costUsd: money,
  startedAt: time,
  finishedAt: time,
  chosen: z.boolean().nullable().default(null),
  removed: z.boolean().default(false),
  invalidated: z.boolean().default(false),
});

const manifestSchema = z.strictObject({
  runId: idSchema,
  seq: count,
  stateAt: timeSchema,
  run: z.strictObject({
    goal: text(20_000),
    status: z.enum(RUN_STATUSES),
    statusReason: text(200).nullable(),
    planned: z.boolean(),
    graphVersion: count,
    spentUsd: money,
    budgetUsd: money.nullable(),
    supervision: z.enum(['default', 'off']),
    definitionHash: text(200),
    reviewPlan: z.boolean(),
    priority: z.int().min(-100).max(100),
    workflowKey: text(200).nullable(),
    workflowVersion: count.nullable(),
  }),
  tasks: z
    .array(z.strictObject({ node, spec: specSchema, state: stateSchema, talkHash: hash.nullable(), outputs: data.nullable() }))
    .min(1)
    .max(MAX_TASKS_PER_RUN),
  artifacts: z
    .array(
      z.strictObject({
        id: idSchema,
        node: node.nullable(),
        name: text(200),
        type: artifactTypeSchema,
        version: z.int().min(1).max(1_000_000_000),
        sha256: hash,
        bytes: count,
        metadata: data,
        createdAt: timeSchema,
      }),
    )
    .max(200_000),
}) satisfies z.ZodType<Manifest>;

const MAX_TEXT = 32 * 1024 * 1024;

const callSchema = z.strictObject({
  index: count,
  id: text(500),
  name: text(500),
  arguments: long(MAX_TEXT),
  status: z.enum(TOOL_CALL_STATUSES),
  result: long(MAX_TEXT).nullable(),
});
const turnSchema = z.strictObject({
  turn: z.int().min(1).max(100_000),
  attempt: count,
  model: text(500),
  text: long(MAX_TEXT),
  refusal: long(MAX_TEXT).nullable(),
  finishReason: text(200).nullable(),
  inputTokens: count,
  outputTokens: count,
  priced: z.boolean(),
  feedback: long(MAX_TEXT).nullable(),
  startedAt: timeSchema,
  finishedAt: timeSchema,
  calls: z.array(callSchema).max(10_000),
});
const talkSchema = z.strictObject({
  node,
  conversation: z.int().min(1).max(1_000_000),
  system: long(MAX_TEXT),
  user: long(MAX_TEXT),
  createdAt: timeSchema,
  turns: z.array(turnSchema).max(100_000),
});
export type FiledTalk = z.infer<typeof talkSchema>;

/** Lines that may come in any number, behind head and manifest. */
export const bodyLineSchema = z.union([
  z.strictObject({ talk: talkSchema }),
  z.strictObject({ content: z.strictObject({ sha256: hash, text: long(MAX_TEXT) }) }),
]);
export const headLineSchema = z.strictObject({
  format: z.literal(FILE_FORMAT),
  version: z.literal(FILE_VERSION, { error: `is a format that this version does not read; it reads ${FILE_VERSION}` }),
  label: text(200),
  exportedAt: timeSchema,
});
export const manifestLineSchema = z.strictObject({ manifest: manifestSchema });
export const endLineSchema = z.strictObject({ end: z.strictObject({ lines: count, sha256: hash }) });

/** What a schema cannot see of a manifest that nobody vouches for. */
export function manifestFault({ tasks, artifacts }: Manifest): string | null {
  const nodes = new Set(tasks.map((task) => task.node));
  if (nodes.size < tasks.length || new Set(tasks.map(({ spec }) => spec.key)).size < tasks.length)
    return 'tasks: a number or a key stands twice';
  const states = new Map(tasks.map(({ node: one, spec, state }) => [one, stateOf(spec, state)]));
  for (const [index, task] of tasks.entries()) {
    if (task.spec.node !== task.node) return `tasks.${index}.spec.node: is not the task's number`;
    if (index > 0 && (tasks[index - 1]?.node ?? -1) >= task.node) return `tasks.${index}.node: is not in order`;
    // What was taken away may have waited for what is there no more.
    if (!task.state.removed && task.spec.dependsOn.some((dep) => !nodes.has(dep)))
      return `tasks.${index}.spec.dependsOn: names a task that is not there`;
    const fault = kindFault(task) ?? standingFault(task, states);
    if (fault !== null) return `tasks.${index}.${fault}`;
    if ((task.state.talk === null) !== (task.talkHash === null))
      return `tasks.${index}.talkHash: stands without a conversation, or is missing`;
  }
  const strayWay = wayFault(tasks);
  if (strayWay !== null) return strayWay;
  const names = new Set(artifacts.map(({ name, version }) => `${version} ${name}`));
  if (names.size < artifacts.length) return 'artifacts: a version stands twice';
  const stray = artifacts.findIndex((artifact) => artifact.node !== null && !nodes.has(artifact.node));
  if (stray >= 0) return `artifacts.${stray}.node: names a task that is not there`;
  return hasCycle(tasks) ? 'tasks: wait for each other in a circle' : null;
}

/** A gate has its conditions and a branch its ways; nobody else has. */
function kindFault({ spec, state }: KeptTask): string | null {
  if ((spec.kind === 'gate') !== (spec.gate !== null)) return 'spec.gate: stands at what is no gate, or is missing';
  if ((spec.kind === 'branch') !== (spec.branch !== null)) return 'spec.branch: stands at what is no branch, or is missing';
  for (const [path, condition] of [
    ['spec.gate.condition', spec.gate?.condition],
    ['spec.branch.condition', spec.branch?.condition],
  ] as const) {
    const check = condition === undefined ? null : checkCondition(condition);
    if (check && !check.ok) return `${path}: ${check.problem.message}`;
  }
  if (state.chosen !== null && spec.branch === null) return 'state.chosen: stands at what is no branch';
  if (state.removed && state.status !== 'CANCELLED') return 'state.removed: stands at what is not CANCELLED';
  return null;
}

/** What no edge can lead to any more is SKIPPED at once, always; it would wait for good. */
function standingFault({ node: one, spec, state }: KeptTask, states: ReadonlyMap<number, TaskState>): string | null {
  const waits = state.status === 'PENDING' || state.status === 'READY';
  return waits && edgeVerdict(edgesInto(states, one, spec)) === 'SKIPPED' ? 'state.status: no edge leads there any more' : null;
}

/** The ways of a branch are tasks that wait for it. */
function wayFault(tasks: readonly KeptTask[]): string | null {
  const waitsFor = new Map(tasks.map(({ node: one, spec }) => [one, new Set(spec.dependsOn)]));
  for (const [index, { node: one, spec }] of tasks.entries()) {
    for (const way of ['ifTrue', 'ifFalse'] as const) {
      const stray = spec.branch?.[way].some((target) => !waitsFor.get(target)?.has(one));
      if (stray) return `tasks.${index}.spec.branch.${way}: names a task that does not wait for it`;
    }
  }
  return null;
}

function hasCycle(given: Manifest['tasks']): boolean {
  const tasks = given.filter(({ state }) => !state.removed);
  const open = new Map(tasks.map(({ node: one, spec }) => [one, new Set(spec.dependsOn).size]));
  const next = new Map<number, number[]>();
  for (const { node: one, spec } of tasks) for (const dep of new Set(spec.dependsOn)) next.set(dep, [...(next.get(dep) ?? []), one]);
  const free = [...open].filter(([, left]) => left === 0).map(([one]) => one);
  let done = 0;
  for (let one = free.pop(); one !== undefined; one = free.pop()) {
    done += 1;
    for (const after of next.get(one) ?? []) {
      const left = (open.get(after) ?? 0) - 1;
      open.set(after, left);
      if (left === 0) free.push(after);
    }
  }
  return done < tasks.length;
}
