import type { Page } from '@/lib/contracts/common';
import type { ListVersions, WorkflowBody, WorkflowVersion, WorkflowView } from '@/lib/contracts/workflow';
import { AppError, invalidInput } from '@/lib/errors';
import { escapePlaceholders } from '@/lib/workflow/placeholders';
import { roleDefaultsOf } from '@/server/core/agent/current-agents';
import { builtInWorkflow } from '@/server/core/workflow/built-in-workflows';
import { templateOf } from '@/server/core/workflow/template-of';
import { workflowView } from '@/server/core/workflow/workflow';
import type { Tx } from '@/server/infra/db/tx';
import { readRunDefinitions } from '@/server/repositories/definition-repository';
import { readDrafts } from '@/server/repositories/plan-repository';
import { readRun } from '@/server/repositories/run-view-repository';
import { findWorkflow, findWorkflowVersion, listVersions as readVersions } from '@/server/repositories/workflow-repository';

export const noSuchWorkflow = (): AppError => new AppError('not_found', 'There is no such workflow');

/** @throws AppError not_found */
export async function getWorkflow(tx: Tx, key: string): Promise<WorkflowView> {
  const workflow = await findWorkflow(tx, key);
  if (!workflow) throw noSuchWorkflow();
  return workflowView(workflow);
}

/** Also of a workflow that was deleted: runs refer to it. @throws AppError not_found */
export async function getVersion(tx: Tx, key: string, version: number): Promise<WorkflowView> {
  const builtIn = builtInWorkflow(key);
  const workflow = builtIn?.version === version ? builtIn : await findWorkflowVersion(tx, key, version);
  if (!workflow) throw new AppError('not_found', 'There is no such version of this workflow');
  return workflowView(workflow);
}

/** Newest first. @throws AppError not_found, invalid_input */
export async function listVersions(tx: Tx, input: ListVersions): Promise<Page<WorkflowVersion>> {
  const builtIn = builtInWorkflow(input.key);
  if (builtIn) return { items: [{ version: builtIn.version, createdAt: null, createdBy: null, note: null }], nextCursor: null };
  const before = input.cursor === undefined ? null : versionOf(input.cursor);
  const rows = await readVersions(tx, { key: input.key, before, limit: input.limit + 1 });
  if (rows.length === 0 && before === null) throw noSuchWorkflow();
  const items = rows.slice(0, input.limit).map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
  const last = items.at(-1);
  return { items, nextCursor: last && rows.length > input.limit ? Buffer.from(`v${last.version}`).toString('base64url') : null };
}

function versionOf(cursor: string): number {
  const version = /^v(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
  if (version === undefined) throw invalidInput('cursor', 'is not a cursor of this list');
  return Number(version);
}

/** What a run would be as a workflow: its goal, its plan and its budget. @throws AppError not_found */
export async function draftOfRun(tx: Tx, runId: string): Promise<WorkflowBody> {
  const run = await readRun(tx, runId);
  if (!run) throw new AppError('not_found', 'There is no such run.');
  const { drafts } = await readDrafts(tx, runId);
  const defaults = roleDefaultsOf(await readRunDefinitions(tx, runId));
  return {
    description: '',
    goal: escapePlaceholders(run.goal),
    inputs: [],
    tags: [],
    ...(drafts.length > 0 ? { tasks: drafts.map((draft) => templateOf(draft, defaults)) } : {}),
    ...(run.budgetUsd === null ? {} : { budgetUsd: run.budgetUsd }),
  };
}
