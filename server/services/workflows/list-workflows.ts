import type { Page } from '@/lib/contracts/common';
import type { ListWorkflows, WorkflowListItem } from '@/lib/contracts/workflow';
import { invalidInput } from '@/lib/errors';
import { BUILT_IN_WORKFLOWS } from '@/server/core/workflow/built-in-workflows';
import { type Workflow, workflowListItem } from '@/server/core/workflow/workflow';
import type { Tx } from '@/server/infra/db/tx';
import { listWorkflows as readPage } from '@/server/repositories/workflow-repository';

const PREFIX = 'key:';
const cursorOf = (key: string): string => Buffer.from(PREFIX + key).toString('base64url');

function keyOf(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!text.startsWith(PREFIX) || cursorOf(text.slice(PREFIX.length)) !== cursor)
    throw invalidInput('cursor', 'is not a cursor of this list');
  return text.slice(PREFIX.length);
}

/** One page in the order of the keys, those that come with the product among the others. */
export async function listWorkflows(tx: Tx, input: ListWorkflows): Promise<Page<WorkflowListItem>> {
  const after = input.cursor === undefined ? null : keyOf(input.cursor);
  const q = input.q ?? null;
  const made = await readPage(tx, { q, after, limit: input.limit + 1 });
  const builtIn = BUILT_IN_WORKFLOWS.filter((workflow) => (after === null || workflow.key > after) && matches(workflow, q));
  const rows = [...made, ...builtIn].sort((a, b) => (a.key < b.key ? -1 : 1));
  const items = rows.slice(0, input.limit).map(workflowListItem);
  const last = items.at(-1);
  return { items, nextCursor: last && rows.length > input.limit ? cursorOf(last.key) : null };
}

function matches({ key, body }: Workflow, q: string | null): boolean {
  return q === null || [key, body.title, body.description, ...body.tags].join('\n').toLowerCase().includes(q.toLowerCase());
}
