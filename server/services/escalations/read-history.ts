import { z } from 'zod';
import { idSchema, type Page } from '@/lib/contracts/common';
import type { ReadEscalationHistory } from '@/lib/contracts/escalation-inbox';
import { invalidInput } from '@/lib/errors';
import type { Tx } from '@/server/infra/db/tx';
import { type EscalationRowView, readDecidedEscalations } from '@/server/repositories/escalation-view-repository';

const placeSchema = z.tuple([z.iso.datetime(), idSchema]);

function readCursor(cursor: string | undefined): { at: string; id: string } | null {
  if (cursor === undefined) return null;
  try {
    const [at, id] = placeSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { at, id };
  } catch {
    throw invalidInput('cursor', 'is not a cursor of this list');
  }
}

/** What was decided, the latest first. @throws invalid_input (cursor) */
export async function readHistory(db: Tx, { cursor, limit, ...filter }: ReadEscalationHistory): Promise<Page<EscalationRowView>> {
  const rows = await readDecidedEscalations(db, { ...filter, before: readCursor(cursor), limit: limit + 1 });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = last?.decidedAt && rows.length > limit ? Buffer.from(JSON.stringify([last.decidedAt, last.id])).toString('base64url') : null;
  return { items, nextCursor: next };
}
