import { z } from 'zod';
import { idSchema, type Page } from '@/lib/contracts/common';
import type { EscalationView, ListEscalations } from '@/lib/contracts/escalation';
import { invalidInput } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import type { Tx } from '@/server/infra/db/tx';
import { listEscalations } from '@/server/repositories/escalation-view-repository';
import { assigneeOf } from './read-inbox';

const cursorOf = (id: string): string => Buffer.from(JSON.stringify([id])).toString('base64url');

function readCursor(cursor: string): string {
  try {
    return z.tuple([idSchema]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))[0];
  } catch {
    throw invalidInput('cursor', 'is not a cursor of this list');
  }
}

/** Newest first. @throws invalid_input (cursor) */
export async function pageEscalations(
  db: Tx,
  { cursor, limit, assignedTo, ...filter }: ListEscalations,
  caller?: Caller,
): Promise<Page<EscalationView>> {
  const before = cursor === undefined ? null : readCursor(cursor);
  // One more than asked tells whether there is a next page.
  const rows = await listEscalations(db, { ...filter, assignedTo: assigneeOf(assignedTo, caller), before, limit: limit + 1 });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && rows.length > limit ? cursorOf(last.id) : null };
}
