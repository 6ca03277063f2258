import type { EditableGraph, EditForecast, EditOperation } from '@/lib/contracts/edit';
import { AppError, type Issue } from '@/lib/errors';
import { roleDefaultsOf } from '@/server/core/agent/current-agents';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import type { EditPlan } from '@/server/core/edit/edit-plan';
import { graphOfTasks } from '@/server/core/edit/graph-of-tasks';
import { type Former, type PlannedResult, planEdit } from '@/server/core/edit/plan-edit';
import type { MeanRow } from '@/server/core/forecast/expect-task';
import { forecastOf, type Progress } from '@/server/core/forecast/forecast-edit';
import type { RunHead } from '@/server/core/run/head';
import type { RoleDefaults } from '@/server/core/task/spec';
import type { Tx } from '@/server/infra/db/tx';
import { readRunDefinitions } from '@/server/repositories/definition-repository';
import { listEditsSince, readEditGround } from '@/server/repositories/graph-edit-repository';
import { readManifest } from '@/server/repositories/manifest-repository';
import { readProgress, readTaskMeans } from '@/server/repositories/task-means-repository';
import type { EditsDeps } from './deps';
import { sinceOf } from './edit-view';

/** A run as one snapshot saw it, with everything that an edit of it is made from. */
export interface EditScene {
  manifest: Manifest;
  graph: EditableGraph;
  defaults: RoleDefaults;
  /** Keys of what was taken away after it had started: they stay in the run's list and are not given again. */
  takenKeys: ReadonlySet<string>;
  ground: { epochBase: number; freeNode: number };
  means: readonly MeanRow[];
  progress: Progress;
}

/** What an edit comes to, worked out beside the lock. */
export interface PreparedEdit {
  manifest: Manifest;
  operations: readonly EditOperation[];
  result: PlannedResult;
  warnings: { key: string; message: string }[];
  plan: EditPlan;
  forecast: EditForecast;
}

/** @throws AppError not_found, conflict (ended, or not planned yet) */
export async function readScene({ memory }: EditsDeps, tx: Tx, runId: string, revives = false): Promise<EditScene> {
  const [manifest, definitions, ground, means, progress] = await Promise.all([
    readManifest(tx, runId, memory),
    readRunDefinitions(tx, runId),
    readEditGround(tx, runId),
    readTaskMeans(tx),
    readProgress(tx, runId),
  ]);
  refuseUneditable(manifest.run, revives);
  if (!ground) throw new AppError('not_found', 'There is no such run.');
  const graph = graphOfTasks(manifest.run.graphVersion, manifest.tasks);
  const takenKeys = new Set(manifest.tasks.flatMap(({ spec, state }) => (state.removed ? [spec.key] : [])));
  return { manifest, graph, defaults: roleDefaultsOf(definitions), takenKeys, ground, means, progress };
}

/** `revives`: what is written with the edit lets a run that has FAILED go on. */
export function refuseUneditable({ status, planned }: Pick<RunHead, 'status' | 'planned'>, revives = false): void {
  const blocked = uneditable({ status: revives && status === 'FAILED' ? 'RUNNING' : status, planned });
  if (blocked) throw new AppError('conflict', blocked);
}

/** Why the graph of a run cannot be edited just now. */
export function uneditable({ status, planned }: Pick<RunHead, 'status' | 'planned'>): string | null {
  if (status === 'SUCCEEDED' || status === 'FAILED' || status === 'CANCELLED') {
    return `The run has ended (${status}), so its graph stays as it is. Fork it from a checkpoint instead.`;
  }
  return planned ? null : 'The run is still being planned. Edit it once the plan is there.';
}

/** Refuses an edit that was made on another version than the one that holds, and shows what it was made without. */
export async function refuseStale(tx: Tx, runId: string, baseVersion: number, version: number): Promise<void> {
  if (baseVersion === version) return;
  const since = sinceOf(await listEditsSince(tx, runId, baseVersion));
  throw new AppError(
    'stale_version',
    `The graph is at version ${version}; this edit was made on version ${baseVersion}.`,
    [{ path: 'baseVersion', message: `the graph is at version ${version} now` }],
    undefined,
    { version, since },
  );
}

export function prepare(
  { manifest, graph, ground, means, progress }: EditScene,
  edit: {
    operations: readonly EditOperation[];
    result: PlannedResult & { warnings?: { key: string; message: string }[] };
    former?: Former;
  },
): PreparedEdit {
  const { operations, result, former } = edit;
  const plan = planEdit({ tasks: manifest.tasks, graph, ...ground, former }, result);
  const forecast = forecastOf(graph, result.graph, means, progress);
  return { manifest, operations, result, warnings: result.warnings ?? [], plan, forecast };
}

export function invalid(issues: Issue[]): AppError {
  return new AppError('invalid_input', issues.map(({ path, message }) => `${path}: ${message}`).join('; '), issues);
}
