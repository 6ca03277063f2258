import { z } from 'zod';
import type { Page } from '@/lib/contracts/common';
import { fingerprintSchema, type Incident, type IncidentReplay, type ListIncidents } from '@/lib/contracts/dead-letter';
import { AppError, invalidInput } from '@/lib/errors';
import { countSkipped, type ReplayRow, readLatestReplays, readProgress } from '@/server/repositories/incident-replay-repository';
import {
  type IncidentPlace,
  type IncidentRow,
  listIncidents,
  readRunsOfIncidents,
  readSparklines,
} from '@/server/repositories/incident-repository';
import type { DeadLettersDeps } from './deps';

const SPARK_HOURS = 24;

/** What is open first, then what was seen last. @throws invalid_input (cursor) */
export async function pageIncidents(deps: DeadLettersDeps, input: ListIncidents): Promise<Page<Incident>> {
  const { status = null, q = null, runId = null, limit } = input;
  const after = input.cursor === undefined ? null : readCursor(input.cursor);
  const rows = await listIncidents(deps.db, { fingerprint: null, status, q, runId, after, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: await complete(deps, page), nextCursor: last && rows.length > limit ? cursorOf(last.place) : null };
}

/** @throws not_found */
export async function getIncident(deps: DeadLettersDeps, fingerprint: string): Promise<Incident> {
  const rows = await listIncidents(deps.db, { fingerprint, status: null, q: null, runId: null, after: null, limit: 1 });
  const [incident] = await complete(deps, rows);
  if (!incident) throw new AppError('not_found', 'There is no such incident.');
  return incident;
}

async function complete(deps: DeadLettersDeps, rows: readonly IncidentRow[]): Promise<Incident[]> {
  if (rows.length === 0) return [];
  const fingerprints = rows.map(({ view }) => view.fingerprint);
  const [runs, sparklines, replays] = await Promise.all([
    readRunsOfIncidents(deps.db, fingerprints),
    readSparklines(deps.db, fingerprints, SPARK_HOURS),
    readReplayViews(deps, fingerprints),
  ]);
  return rows.map(({ view }) => ({
    ...view,
    ...(runs.get(view.fingerprint) ?? { runs: 0, runIds: [] }),
    sparkline: { hours: SPARK_HOURS, counts: sparklines.get(view.fingerprint) ?? [] },
    replay: replays.get(view.fingerprint) ?? null,
  }));
}

async function readReplayViews(deps: DeadLettersDeps, fingerprints: readonly string[]): Promise<Map<string, IncidentReplay>> {
  const rows = await readLatestReplays(deps.db, fingerprints);
  const progress = await readProgress(
    deps.db,
    rows.map((row) => row.id),
  );
  const views = rows.map(async (row): Promise<[string, IncidentReplay]> => {
    const skipped = row.finishedAt ? row.skipped : await countSkipped(deps.db, row, deps.rules.replayLimit);
    return [row.fingerprint, toView(row, skipped, progress.get(row.id))];
  });
  return new Map(await Promise.all(views));
}

const NOTHING_YET = { replayed: 0, running: 0, succeeded: 0, failed: 0 };

function toView(row: ReplayRow, skipped: Record<string, number>, progress = NOTHING_YET): IncidentReplay {
  const { id, status, startedBy, perSecond, changes, canaryLetterId, total, note } = row;
  return {
    ...{ id, status, startedBy, perSecond, changes, canaryLetterId, total, note, skipped, ...progress },
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

const cursorParts = z.tuple([z.boolean(), z.int().min(0), fingerprintSchema]);

const cursorOf = ({ isOpen, lastSeen, fingerprint }: IncidentPlace): string =>
  Buffer.from(JSON.stringify([isOpen, lastSeen, fingerprint])).toString('base64url');

function readCursor(cursor: string): IncidentPlace {
  try {
    const [isOpen, lastSeen, fingerprint] = cursorParts.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { isOpen, lastSeen, fingerprint };
  } catch {
    throw invalidInput('cursor', 'is not a cursor of this list');
  }
}
