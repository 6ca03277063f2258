import { z } from 'zod';
import type { ListTokens, TokenView } from '@/lib/contracts/access';
import { idSchema, type Page } from '@/lib/contracts/common';
import { invalidInput } from '@/lib/errors';
import type { Tx } from '@/server/infra/db/tx';
import { listTokens } from '@/server/repositories/token-repository';
import { tokenView } from './token-view';

const cursorOf = (id: string): string => Buffer.from(JSON.stringify([id])).toString('base64url');

function readCursor(cursor: string): string {
  try {
    return z.tuple([idSchema]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))[0];
  } catch {
    throw invalidInput('cursor', 'is not a cursor of this list');
  }
}

export async function listTokenViews(db: Tx, input: ListTokens): Promise<Page<TokenView>> {
  const before = input.cursor === undefined ? null : readCursor(input.cursor);
  // One more than asked tells whether there is a next page.
  const rows = await listTokens(db, { before, limit: input.limit + 1 });
  const items = rows.slice(0, input.limit);
  const last = items.at(-1);
  return { items: items.map(tokenView), nextCursor: last && rows.length > input.limit ? cursorOf(last.id) : null };
}
