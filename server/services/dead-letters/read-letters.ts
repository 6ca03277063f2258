import { z } from 'zod';
import { idSchema, type Page } from '@/lib/contracts/common';
import type { DeadLetter, DeadLetterListItem, ListDeadLetters } from '@/lib/contracts/dead-letter';
import type { RunStatus } from '@/lib/contracts/run';
import { AppError, invalidInput } from '@/lib/errors';
import { replayBlock } from '@/server/core/dead-letter/decide-letter';
import { maskDeep } from '@/server/core/secret/mask-found';
import { listLetters, readLetter } from '@/server/repositories/dead-letter-view-repository';
import { readHeldWords } from '@/server/repositories/quarantine-repository';
import type { DeadLettersDeps } from './deps';

/** Newest first. @throws invalid_input (cursor) */
export async function pageLetters(deps: DeadLettersDeps, input: ListDeadLetters): Promise<Page<DeadLetterListItem>> {
  const before = input.cursor === undefined ? null : readCursor(input.cursor);
  const { status = null, fingerprint = null, runId = null, taskKey = null, limit } = input;
  // One more than asked tells whether there is a next page.
  const rows = await listLetters(deps.db, { status, fingerprint, runId, taskKey, before, limit: limit + 1 }, deps.rules.replayLimit);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && rows.length > limit ? cursorOf(last.id) : null };
}

/** @throws not_found */
export async function getLetter(deps: DeadLettersDeps, id: string): Promise<DeadLetter> {
  const found = await readLetter(deps.db, id, deps.rules.replayLimit);
  if (!found) throw new AppError('not_found', 'There is no such dead letter.');
  const { item, detail } = found;
  const blocked = replayBlock(
    detail.runStatus as RunStatus,
    { ...found, ...item, taskStatus: detail.taskStatus },
    { limit: deps.rules.replayLimit, overridden: false, spareIrreversible: false },
  );
  const letter = { ...item, ...detail, replayBlocked: blocked?.message ?? null };
  return maskDeep(letter, await readHeldWords(deps.db, item.runId));
}

const cursorOf = (id: string): string => Buffer.from(JSON.stringify([id])).toString('base64url');

function readCursor(cursor: string): string {
  try {
    return z.tuple([idSchema]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))[0];
  } catch {
    throw invalidInput('cursor', 'is not a cursor of this list');
  }
}
