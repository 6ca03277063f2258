import type { Page } from '@/lib/contracts/common';
import type {
  BulkClosed,
  DeadLetter,
  DeadLetterCounts,
  DeadLetterListItem,
  DiscardDeadLetter,
  DiscardIncident,
  Incident,
  ListDeadLetters,
  ListIncidents,
  ReplayDeadLetter,
  ReplayIncident,
  ResolveDeadLetter,
  ResolveIncident,
} from '@/lib/contracts/dead-letter';
import type { Caller } from '@/server/core/access/caller';
import type { PeriodicJob } from '@/server/engine/periodic';
import { BACKFILL_JOB } from '@/server/repositories/dead-letter-retention-repository';
import { countOpenLetters } from '@/server/repositories/incident-repository';
import { advanceReplays } from './advance-replays';
import { autoReplay } from './auto-replay';
import { discardIncident, replayIncident, resolveIncident, stopReplay } from './change-incident';
import { discard, reopen, replay, resolve } from './change-letter';
import type { DeadLettersDeps } from './deps';
import { backfillLetters, retainLetters } from './keep-letters';
import { getIncident, pageIncidents } from './read-incidents';
import { getLetter, pageLetters } from './read-letters';
import { type SendToDlq, sendToDlq } from './send-to-dlq';

/** How often the replays of incidents are moved on. */
const ADVANCE_EVERY_MS = 1_000;
const AUTO_REPLAY_EVERY_MS = 30_000;
const RETAIN_EVERY_MS = 600_000;
/** Once it is done, a go reads one row. */
const BACKFILL_EVERY_MS = 60_000;

/** Tasks that failed for good, one by one and by their causes. */
export interface DeadLettersService {
  list(input: ListDeadLetters): Promise<Page<DeadLetterListItem>>;
  /** @throws AppError not_found */
  get(deadLetterId: string): Promise<DeadLetter>;
  counts(): Promise<DeadLetterCounts>;
  /** @throws AppError not_found, conflict (dealt with already, limit reached, run cancelled), invalid_input */
  replay(input: ReplayDeadLetter, caller: Caller, idempotency?: { key: string; bodyHash: string } | null): Promise<DeadLetter>;
  /** The task is SKIPPED and what waits for it goes on. @throws AppError not_found, conflict */
  resolve(input: ResolveDeadLetter, caller: Caller): Promise<DeadLetter>;
  /** The task stays FAILED. @throws AppError not_found, conflict */
  discard(input: DiscardDeadLetter, caller: Caller): Promise<DeadLetter>;
  /** Takes a discard back. @throws AppError not_found, conflict */
  reopen(deadLetterId: string, caller: Caller): Promise<DeadLetter>;
  incidents: {
    list(input: ListIncidents): Promise<Page<Incident>>;
    /** @throws AppError not_found */
    get(fingerprint: string): Promise<Incident>;
    /** Durable: it goes on by itself whatever is restarted. @throws AppError not_found, conflict */
    replay(input: ReplayIncident, caller: Caller): Promise<Incident>;
    stopReplay(fingerprint: string, caller: Caller): Promise<Incident>;
    resolve(input: ResolveIncident, caller: Caller): Promise<BulkClosed>;
    discard(input: DiscardIncident, caller: Caller): Promise<BulkClosed>;
  };
  /** From code: gives a task up, whatever it does just now. @throws AppError not_found, conflict */
  send(taskId: string, sent: SendToDlq): Promise<DeadLetter>;
  jobs: PeriodicJob[];
}

const ENGINE = { actor: 'engine', audit: { actor: 'engine', actorId: 'code' } };

export function createDeadLettersService(deps: DeadLettersDeps): DeadLettersService {
  return {
    list: (input) => pageLetters(deps, input),
    get: (deadLetterId) => getLetter(deps, deadLetterId),
    counts: () => countOpenLetters(deps.db),
    replay: (input, caller, idempotency) => replay(deps, input, caller, idempotency),
    resolve: (input, caller) => resolve(deps, input, caller),
    discard: (input, caller) => discard(deps, input, caller),
    reopen: (deadLetterId, caller) => reopen(deps, deadLetterId, caller),
    incidents: {
      list: (input) => pageIncidents(deps, input),
      get: (fingerprint) => getIncident(deps, fingerprint),
      replay: (input, caller) => replayIncident(deps, input, caller),
      stopReplay: (fingerprint, caller) => stopReplay(deps, fingerprint, caller),
      resolve: (input, caller) => resolveIncident(deps, input, caller),
      discard: (input, caller) => discardIncident(deps, input, caller),
    },
    send: (taskId, sent) => sendToDlq(deps, taskId, sent, ENGINE),
    jobs: [
      { name: 'incident_replays', everyMs: ADVANCE_EVERY_MS, run: (signal) => advanceReplays(deps, signal) },
      { name: 'auto_replay', everyMs: AUTO_REPLAY_EVERY_MS, run: (signal) => autoReplay(deps, signal) },
      { name: 'dead_letters.retention', everyMs: RETAIN_EVERY_MS, run: (signal) => retainLetters(deps, signal) },
      { name: BACKFILL_JOB, everyMs: BACKFILL_EVERY_MS, run: (signal) => backfillLetters(deps, signal) },
    ],
  };
}
