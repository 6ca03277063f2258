import { z } from 'zod';
import type { AuditEntry, AuditFilters, ExportAudit, ListAudit } from '@/lib/contracts/audit';
import { idSchema, type Page } from '@/lib/contracts/common';
import { invalidInput } from '@/lib/errors';
import { maskByRun, runIdsIn } from '@/server/core/secret/mask-by-run';
import type { Tx } from '@/server/infra/db/tx';
import { type AuditQuery, type AuditRow, listAudit } from '@/server/repositories/audit-repository';
import { readHeldWordsOf } from '@/server/repositories/quarantine-repository';
import { CSV_HEADER, csvLine } from './audit-csv';

const EXPORT_BATCH = 500;
const MAX_YEAR = 9999;

/** A log on its way out: `body` yields its bytes as they are read. */
export interface AuditExport {
  filename: string;
  contentType: string;
  body: AsyncIterable<Uint8Array>;
}

export interface AuditService {
  /** @throws AppError invalid_input */
  list(input: ListAudit): Promise<Page<AuditEntry>>;
  /** @throws AppError invalid_input */
  export(input: ExportAudit): AuditExport;
}

const cursorOf = (id: string): string => Buffer.from(JSON.stringify([id])).toString('base64url');

function readCursor(cursor: string): string {
  try {
    return z.tuple([idSchema]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))[0];
  } catch {
    throw invalidInput('cursor', 'is not a cursor of this list');
  }
}

/** PostgreSQL has no year 0 and refuses it as text. */
function queryOf(filters: AuditFilters): AuditQuery {
  for (const path of ['since', 'until'] as const) {
    const year = filters[path] === undefined ? 1 : new Date(filters[path]).getUTCFullYear();
    if (!(year >= 1 && year <= MAX_YEAR)) throw invalidInput(path, 'is no time that can be looked for');
  }
  const { actor = null, action = null, targetKind = null, targetId = null, since = null, until = null, q = null } = filters;
  return { actor, action, targetKind, targetId, since, until, q };
}

function entryOf(row: AuditRow): AuditEntry {
  const { id, actor, actorId, action, before, after, reason } = row;
  const target = { kind: row.targetKind, id: row.targetId, name: row.targetName };
  return { id, at: row.at.toISOString(), actor, actorId, action, target, before, after, reason };
}

/** All entries in batches by key, so that a log of any length holds little memory and no transaction. */
async function* lines(db: Tx, query: AuditQuery, format: ExportAudit['format']): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  if (format === 'csv') yield encoder.encode(CSV_HEADER);
  let before: string | null = null;
  for (;;) {
    const rows: AuditRow[] = await listAudit(db, query, { before, limit: EXPORT_BATCH });
    const write = format === 'csv' ? csvLine : (entry: AuditEntry) => `${JSON.stringify(entry)}\n`;
    if (rows.length > 0) {
      const entries = rows.map(entryOf);
      const words = await readHeldWordsOf(db, runIdsIn(entries));
      yield encoder.encode(maskByRun(entries, words, []).map(write).join(''));
    }
    if (rows.length < EXPORT_BATCH) return;
    before = rows.at(-1)?.id ?? null;
  }
}

export function createAuditService({ db }: { db: Tx }): AuditService {
  return {
    async list(input) {
      const before = input.cursor === undefined ? null : readCursor(input.cursor);
      // One more than asked tells whether there is a next page.
      const rows = await listAudit(db, queryOf(input), { before, limit: input.limit + 1 });
      const items = rows.slice(0, input.limit).map(entryOf);
      const last = items.at(-1);
      return { items, nextCursor: last && rows.length > input.limit ? cursorOf(last.id) : null };
    },
    export(input) {
      const contentType = input.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8';
      return { filename: `audit.${input.format}`, contentType, body: lines(db, queryOf(input), input.format) };
    },
  };
}
