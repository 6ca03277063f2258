import type { RunStatus } from '@/lib/contracts/run';
import type { RunSort, SortDir } from '@/lib/contracts/run-query';

/** What a run is looked for by: the beginning of its id, or words. */
export type Search = { kind: 'id'; from: string; to: string } | { kind: 'words'; words: string };

export interface RunListFilter {
  statuses: readonly RunStatus[] | null;
  search: Search | null;
  since: Date | null;
  reason: string | null;
  role: string | null;
  failing: boolean | null;
  createdBy: string | null;
  forkedFrom: string | null;
}

/** The place in the list behind which a page begins. `key`: microseconds, micro-dollars, milliseconds or a count, as sorted. */
export interface RunListPlace {
  key: number;
  id: string;
}

export interface RunListOrder {
  sort: RunSort;
  dir: SortDir;
  after: RunListPlace | null;
  /** Until when the runs at work have lasted, the same for all pages of a list. */
  asOf: Date;
}

const ENDED: readonly RunStatus[] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];
const ALL_STATUSES = 6;

/** Collects values and gives each its place in the statement. */
function parameters() {
  const values: unknown[] = [];
  const add = (value: unknown, type: string) => `$${values.push(value)}::${type}`;
  return { values, add };
}
type Add = ReturnType<typeof parameters>['add'];

const escapeLike = (words: string) => words.replace(/[\\%_]/g, '\\$&');

/** One or two letters are the beginning of a word: anywhere within words they would be in almost every run. */
const patternOf = (words: string) => `${[...words].length < 3 ? '% ' : '%'}${escapeLike(words)}%`;

/** Conditions on `run_list l` (and its words), statuses aside. */
function conditions(filter: RunListFilter, add: Add): { joins: string; where: string[] } {
  const where: string[] = [];
  const { search } = filter;
  if (search?.kind === 'id') where.push(`l.run_id BETWEEN ${add(search.from, 'uuid')} AND ${add(search.to, 'uuid')}`);
  if (search?.kind === 'words') where.push(`s.text LIKE signalbox_search_words(${add(patternOf(search.words), 'text')})`);
  if (filter.since) where.push(`l.created_at >= ${add(filter.since, 'timestamptz')}`);
  if (filter.reason !== null) where.push(`l.status_reason = ${add(filter.reason, 'text')}`);
  if (filter.role !== null) where.push(`l.roles @> ARRAY[${add(filter.role, 'text')}]`);
  if (filter.failing !== null) where.push(filter.failing ? 'l.failed > 0' : 'l.failed = 0');
  if (filter.createdBy !== null) where.push(`l.created_by = signalbox_search_words(${add(filter.createdBy, 'text')})`);
  if (filter.forkedFrom !== null)
    where.push(`l.run_id IN (SELECT r.id FROM runs r WHERE r.forked_from = ${add(filter.forkedFrom, 'uuid')})`);
  return { joins: search?.kind === 'words' ? 'JOIN run_search s ON s.run_id = l.run_id' : '', where };
}

interface Branch {
  key: string;
  joins?: string;
  where: string[];
}

/**
 * Each branch is read in the order of an index and ends after a page. Statuses are branches of their own where the index begins with
 * them. Spend and duration of a run at work move with every turn: those are taken from the heads and sorted, as many as there are.
 */
function branches(filter: RunListFilter, order: RunListOrder, add: Add): Branch[] {
  const statuses = filter.statuses && new Set(filter.statuses).size < ALL_STATUSES ? filter.statuses : null;
  const among = (some: readonly RunStatus[] | null) => (some ? [`l.status = ANY (${add(some, 'run_status[]')})`] : []);
  if (order.sort === 'created') {
    if (!statuses) return [{ key: 'l.created_at', where: [] }];
    return statuses.map((status) => ({ key: 'l.created_at', where: [`l.status = ${add(status, 'run_status')}`] }));
  }
  if (order.sort === 'failed') return [{ key: 'l.failed', where: among(statuses) }];
  const ended = statuses?.filter((status) => ENDED.includes(status)) ?? null;
  const atWork = statuses?.filter((status) => !ENDED.includes(status)) ?? null;
  const bySpend = order.sort === 'spent';
  const parts: Branch[] = [];
  if (ended === null || ended.length > 0) {
    parts.push({ key: bySpend ? 'l.spent_micro' : 'l.duration_ms', where: ['l.ended', ...among(ended)] });
  }
  if (atWork === null || atWork.length > 0) {
    const key = bySpend ? 'h.spent_micro' : lastedUntil(add(order.asOf, 'timestamptz'));
    parts.push({ key, joins: 'JOIN run_heads h ON h.run_id = l.run_id', where: ['NOT l.ended', ...among(atWork)] });
  }
  return parts;
}

const lastedUntil = (time: string) => `coalesce(greatest(extract(epoch FROM ${time} - h.started_at) * 1000, 0), 0)::bigint`;

/** The place of a row as a number that survives JSON: a Date would lose the microseconds. */
const KEY_OF: Record<RunSort, string> = {
  created: '(extract(epoch FROM p.key) * 1000000)::bigint',
  spent: 'p.key',
  duration: 'p.key',
  failed: 'p.key::bigint',
};

/** A statement that yields `run_id, key` of a page in order, as a CTE body, and what names `key` as a number. */
export function pageQuery(filter: RunListFilter, order: RunListOrder, limit: number): { page: string; keyOf: string; values: unknown[] } {
  const { values, add } = parameters();
  const direction = order.dir === 'asc' ? 'ASC' : 'DESC';
  const beyond = order.dir === 'asc' ? '>' : '<';
  const base = conditions(filter, add);
  const count = add(limit, 'int');
  const place = order.after && {
    key:
      order.sort === 'created'
        ? `(timestamptz 'epoch' + ${add(order.after.key, 'bigint')} * interval '1 microsecond')`
        : add(order.after.key, order.sort === 'failed' ? 'int' : 'bigint'),
    id: add(order.after.id, 'uuid'),
  };
  const parts = branches(filter, order, add).map(({ key, joins = '', where }) => {
    const all = [...where, ...base.where, ...(place ? [`(${key}, l.run_id) ${beyond} (${place.key}, ${place.id})`] : [])];
    return `(SELECT l.run_id, ${key} AS key FROM run_list l ${joins} ${base.joins}
      ${all.length > 0 ? `WHERE ${all.join(' AND ')}` : ''} ORDER BY ${key} ${direction}, l.run_id ${direction} LIMIT ${count})`;
  });
  const sorted = `ORDER BY p.key ${direction}, p.run_id ${direction}`;
  return {
    page: `SELECT p.run_id, p.key FROM (${parts.join(' UNION ALL ')}) p ${sorted} LIMIT ${count}`,
    keyOf: KEY_OF[order.sort],
    values,
  };
}

/** How many match, counted no further than `atMost`. */
export function countQuery(filter: RunListFilter, atMost: number): { text: string; values: unknown[] } {
  const { values, add } = parameters();
  const { joins, where } = conditions(filter, add);
  if (filter.statuses) where.push(`l.status = ANY (${add(filter.statuses, 'run_status[]')})`);
  const text = `SELECT count(*) AS count FROM (SELECT FROM run_list l ${joins} ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} LIMIT ${add(atMost, 'int')}) x`;
  return { text, values };
}
