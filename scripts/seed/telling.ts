import { createHash } from 'node:crypto';
import type { EventData, EventType } from '@/lib/contracts/event';
import type { RunStatus } from '@/lib/contracts/run';
import type { Failure, TaskStatus } from '@/lib/contracts/task';
import type { Random } from './random';
import { noRows, type SeedRows } from './rows';
import { seedId } from './seed-id';
import type { RunStory, TaskStory } from './story';

/** A worker that no installation has. */
export const WORKER = '00000000-0000-7000-8000-5eed00000000';
export const WORKER_ACTOR = `worker:${WORKER}`;

export interface ToldTask {
  node: number;
  story: TaskStory;
  dependsOn: number[];
  status: TaskStatus;
  attempt: number;
  epoch: number;
  turns: number;
  costMicro: number;
  readyAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
}

export interface Moment {
  at: number;
  node: number;
  kind: 'start' | 'turn' | 'settle';
}

/** A run while it is told: what the engine would hold of it, and the rows it has left so far. */
export interface Telling {
  runId: string;
  story: RunStory;
  nowMs: number;
  random: Random;
  rows: SeedRows;
  tasks: ToldTask[];
  queue: Moment[];
  seq: number;
  status: RunStatus;
  reason: string | null;
  spentMicro: number;
  startedAt: number | null;
  endedAt: number | null;
}

export const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

export function beginTelling(story: RunStory, createdAt: number, nowMs: number, random: Random): Telling {
  const nodeOf = new Map(story.tasks.map((task, node) => [task.key, node]));
  const blank = {
    status: 'PENDING',
    attempt: 0,
    epoch: 0,
    turns: 0,
    costMicro: 0,
    readyAt: null,
    startedAt: null,
    finishedAt: null,
  } as const;
  const tasks = story.tasks.map((task, node) => ({
    ...blank,
    node,
    story: task,
    dependsOn: task.dependsOn.flatMap((key) => nodeOf.get(key) ?? []),
  }));
  const head = {
    seq: 0,
    status: story.planFails ? 'PLANNING' : 'RUNNING',
    reason: null,
    spentMicro: 0,
    startedAt: null,
    endedAt: null,
  } as const;
  return { runId: seedId(createdAt, random), story, nowMs, random, rows: noRows(), tasks, queue: [], ...head };
}

export function say<T extends EventType>(told: Telling, at: number, type: T, actor: string, node: number | null, data: EventData[T]): void {
  told.seq += 1;
  told.rows.run_events.push({ run_id: told.runId, seq: told.seq, type, at: iso(at), actor, node, data });
}

/** What waits for nothing any more is READY, and starts soon. */
export function release(told: Telling, at: number): void {
  for (const task of told.tasks) {
    if (task.status !== 'PENDING' || !task.dependsOn.every((node) => told.tasks[node]?.status === 'SUCCEEDED')) continue;
    Object.assign(task, { status: 'READY', readyAt: at });
    told.queue.push({ at: at + told.random.between(20, 400), node: task.node, kind: 'start' });
  }
}

export function addAttempt(
  told: Telling,
  task: ToldTask,
  at: number,
  end: { outcome: 'succeeded' | 'failed' | 'cancelled'; failure?: Failure; retryAt?: number },
): void {
  told.rows.attempts.push({
    run_id: told.runId,
    node: task.node,
    epoch: task.epoch,
    attempt: task.attempt,
    worker_id: WORKER,
    started_at: iso(task.startedAt),
    finished_at: iso(at),
    outcome: end.outcome,
    failure: end.failure ?? null,
    retry_at: iso(end.retryAt ?? null),
  });
}

/** Of a task, or an input (`node` null), which has no event. */
export function writeArtifact(
  told: Telling,
  at: number,
  node: number | null,
  { name, type, content }: { name: string; type: string; content: string },
): void {
  const id = seedId(at, told.random);
  const bytes = Buffer.byteLength(content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  told.rows.artifact_contents.push({ sha256, content });
  const row = { id, run_id: told.runId, node, name, type, version: 1, sha256, bytes, metadata: {}, created_at: iso(at) };
  told.rows.artifacts.push(row);
  if (node !== null) say(told, at, 'artifact.written', WORKER_ACTOR, node, { artifactId: id, name, type, version: 1, bytes });
}
