import { z } from 'zod';
import { idSchema, type Page } from '@/lib/contracts/common';
import type { RunListItem } from '@/lib/contracts/run';
import {
  type ListRuns,
  RUN_SORTS,
  type RunCount,
  type RunFilter,
  type RunSort,
  SINCE_HOURS,
  SORT_DIRS,
  type SortDir,
} from '@/lib/contracts/run-query';
import { invalidInput } from '@/lib/errors';
import { idRangeOf } from '@/server/core/run/id-range';
import type { Tx } from '@/server/infra/db/tx';
import { readDatabaseTime } from '@/server/repositories/clock-repository';
import type { RunListFilter, RunListOrder, Search } from '@/server/repositories/run-list-query';
import { countRuns, hasRunBetween, listRuns as readRunPage } from '@/server/repositories/run-view-repository';

/** Beyond this a count says "1,000+". */
const COUNT_UP_TO = 1_000;
const HOUR_MS = 3_600_000;

/**
 * One page of runs, in the order asked for. While a list by spend or duration is paged, runs at work may pass a page's end: they are
 * then on both sides of it or on none, until the list is read again.
 */
export async function listRuns(tx: Tx, input: ListRuns): Promise<Page<RunListItem>> {
  const { sort = 'created', dir = 'desc', limit } = input;
  const cursor = input.cursor === undefined ? null : decodeCursor(input.cursor, sort, dir);
  const needsTime = (cursor === null && sort === 'duration') || (input.since !== undefined && input.since in SINCE_HOURS);
  const now = needsTime ? await readDatabaseTime(tx) : new Date(0);
  const asOf = cursor ? new Date(cursor.asOf) : now;
  const order: RunListOrder = { sort, dir, after: cursor && { key: cursor.key, id: cursor.id }, asOf };
  const rows = await readRunPage(tx, await filterOf(tx, input, now), order, limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last ? encodeCursor({ sort, dir, asOf: asOf.getTime(), ...last.place }) : null;
  return { items: page.map((row) => row.run), nextCursor };
}

export async function countMatching(tx: Tx, input: RunFilter): Promise<RunCount> {
  const now = input.since !== undefined && input.since in SINCE_HOURS ? await readDatabaseTime(tx) : new Date(0);
  const found = await countRuns(tx, await filterOf(tx, input, now), COUNT_UP_TO + 1);
  return { count: Math.min(found, COUNT_UP_TO), more: found > COUNT_UP_TO };
}

async function filterOf(tx: Tx, input: RunFilter, now: Date): Promise<RunListFilter> {
  return {
    statuses: input.status ?? null,
    search: await searchOf(tx, input.q ?? ''),
    since: sinceOf(input.since, now),
    reason: input.reason ?? null,
    role: input.role ?? null,
    failing: input.failing ?? null,
    createdBy: input.createdBy ?? null,
    forkedFrom: input.forkedFrom ?? null,
  };
}

/** What could be the beginning of an id is one where a run has it, and words otherwise ("facade", "20260101"). */
async function searchOf(tx: Tx, q: string): Promise<Search | null> {
  const words = q.trim();
  if (words === '') return null;
  const range = idRangeOf(words);
  return range && (await hasRunBetween(tx, range.from, range.to)) ? { kind: 'id', ...range } : { kind: 'words', words };
}

function sinceOf(since: RunFilter['since'], now: Date): Date | null {
  if (since === undefined) return null;
  return since in SINCE_HOURS ? new Date(now.getTime() - SINCE_HOURS[since as keyof typeof SINCE_HOURS] * HOUR_MS) : new Date(since);
}

/** Wrapped so that nobody builds on it: order, place of the last row, and the time of the first page. */
const cursorParts = z.tuple([z.enum(RUN_SORTS), z.enum(SORT_DIRS), z.int().min(0), idSchema, z.int().min(0)]);
interface Cursor {
  sort: RunSort;
  dir: SortDir;
  key: number;
  id: string;
  asOf: number;
}

const encodeCursor = ({ sort, dir, key, id, asOf }: Cursor): string =>
  Buffer.from(JSON.stringify([sort, dir, key, id, asOf])).toString('base64url');

function decodeCursor(cursor: string, sort: RunSort, dir: SortDir): Cursor {
  let parts: z.infer<typeof cursorParts>;
  try {
    parts = cursorParts.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw invalidInput('cursor', 'is not a cursor of this list');
  }
  const [itsSort, itsDir, key, id, asOf] = parts;
  if (itsSort !== sort || itsDir !== dir) throw invalidInput('cursor', `belongs to the list sorted by ${itsSort} ${itsDir}`);
  return { sort, dir, key, id, asOf };
}
