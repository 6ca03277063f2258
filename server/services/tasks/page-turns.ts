import { z } from 'zod';
import type { Page } from '@/lib/contracts/common';
import type { ListTurns, TurnView } from '@/lib/contracts/task';
import { invalidInput } from '@/lib/errors';
import { pageWithin } from '@/server/core/transcript/page-within';
import type { Tx } from '@/server/infra/db/tx';
import { readTurnSizes, readTurnViews, type TurnPlace } from '@/server/repositories/transcript-repository';

/** A transcript of megabytes comes in pages of about this many characters. */
const PAGE_CHARACTERS = 200_000;

const cursorShape = z.tuple([z.int(), z.int()]);
const cursorOf = ({ conversation, turn }: TurnPlace): string => Buffer.from(JSON.stringify([conversation, turn])).toString('base64url');

function placeOf(cursor: string): TurnPlace {
  try {
    const [conversation, turn] = cursorShape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { conversation, turn };
  } catch {
    throw invalidInput('cursor', 'is not a cursor of this list');
  }
}

/** The turns before the cursor, or the newest: oldest first. `nextCursor` leads further back. */
export async function pageTurns(
  tx: Tx,
  runId: string,
  node: number,
  { cursor, attempt = null, limit }: Pick<ListTurns, 'cursor' | 'limit'> & { attempt?: number | null },
): Promise<Page<TurnView>> {
  const before = cursor === undefined ? null : placeOf(cursor);
  const sizes = await readTurnSizes(tx, runId, node, { before, attempt }, limit + 1);
  const shown = sizes.map((size) => size.shown);
  const page = sizes.slice(0, pageWithin(shown, { limit, maxCharacters: PAGE_CHARACTERS }));
  const [newest] = page;
  const oldest = page.at(-1);
  if (!newest || !oldest) return { items: [], nextCursor: null };
  const items = await readTurnViews(tx, runId, node, { from: oldest, to: newest, attempt });
  return { items, nextCursor: page.length < sizes.length ? cursorOf(oldest) : null };
}
