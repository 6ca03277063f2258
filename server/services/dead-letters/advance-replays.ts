import type { Tx } from '@/server/infra/db/tx';
import { readLetter } from '@/server/repositories/dead-letter-view-repository';
import {
  claimCanary,
  claimStep,
  countSkipped,
  findReplayable,
  finishReplay,
  letRoll,
  listActiveReplays,
  mayReplayGoOn,
  type ReplayRow,
  readProgress,
  readReplay,
} from '@/server/repositories/incident-replay-repository';
import { type Doer, replayLetter } from './change-letter';
import type { DeadLettersDeps } from './deps';

/** What one step makes up for after a pause: a restarted process does not let loose what the rate held back. */
const MAX_STEP_SECONDS = 5;
/** Replayed at once; more would take the database from those who work. */
const LANES = 4;

/** Moves every replay of an incident on. What is replayed stands in the rows: any process may take the next step, after any crash. */
export async function advanceReplays(deps: DeadLettersDeps, signal: AbortSignal): Promise<void> {
  for (const replay of await listActiveReplays(deps.db)) {
    if (signal.aborted) return;
    await advanceReplay(deps, replay, signal).catch((error: unknown) =>
      deps.log.warn({ err: error, fingerprint: replay.fingerprint }, 'the replay of an incident did not move; it is tried again'),
    );
  }
}

export async function advanceReplay(deps: DeadLettersDeps, replay: ReplayRow, signal?: AbortSignal): Promise<void> {
  if (replay.status === 'canary' && !(await mayRoll(deps, replay))) return;
  const seconds = await claimStep(deps.db, replay, MAX_STEP_SECONDS);
  if (seconds === null) return;
  await replayNext(deps, replay, Math.max(1, Math.floor(seconds * replay.perSecond)), signal);
}

/** Replays the next letters; ends it when none is left. */
async function replayNext(deps: DeadLettersDeps, replay: ReplayRow, count: number, signal?: AbortSignal): Promise<void> {
  const ids = await findReplayable(deps.db, replay, deps.rules.replayLimit, count);
  if (ids.length === 0) {
    await end(deps, replay, 'done', null);
    return;
  }
  const left = ids.values();
  // Letters of one run wait for each other at its gate; those of several do not.
  const lane = async () => {
    for (const id of left) {
      if (signal?.aborted) return;
      await replayOne(deps, replay, id);
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, ids.length) }, lane));
}

const replayOne = (deps: DeadLettersDeps, replay: ReplayRow, letterId: string, mayGoOn = (tx: Tx) => mayReplayGoOn(tx, replay.id)) =>
  replayLetter(
    deps,
    letterId,
    {
      ...(replay.changes ? { changes: replay.changes } : {}),
      ...(replay.overrideReason === null ? {} : { overrideReason: replay.overrideReason }),
      incident: { replayId: replay.id, mayGoOn },
    },
    doerOfReplay(replay),
  );

const doerOfReplay = ({ startedBy, startedById }: ReplayRow): Doer => ({
  actor: startedBy,
  audit: { actor: startedBy, actorId: startedById },
});

/** One letter goes first. True: it did well, and the rest follows. */
async function mayRoll(deps: DeadLettersDeps, replay: ReplayRow): Promise<boolean> {
  if (replay.canaryLetterId === null) {
    await sendCanary(deps, replay);
    return false;
  }
  const canary = await readLetter(deps.db, replay.canaryLetterId, deps.rules.replayLimit);
  const outcome = canary?.item.outcome;
  if (outcome?.state === 'running') return false;
  if (outcome?.state === 'succeeded') return letRoll(deps.db, replay.id);
  if (canary?.item.status === 'pending') {
    // Chosen by an earlier version, which died before it was replayed.
    await sendCanary(deps, replay);
    return false;
  }
  const next = outcome?.nextLetterId ? await readLetter(deps.db, outcome.nextLetterId, deps.rules.replayLimit) : null;
  const because = next ? `: ${next.item.errorMessage}` : '';
  await end(deps, replay, 'canary_failed', `The first one replayed did not succeed, so the others were left alone${because}`);
  return false;
}

/** The choice commits with the replay: whoever comes at the same time, or after a crash, finds one canary or none. */
async function sendCanary(deps: DeadLettersDeps, replay: ReplayRow): Promise<void> {
  const candidates = await findReplayable(deps.db, replay, deps.rules.replayLimit, 5);
  for (const id of candidates) {
    if ((await replayOne(deps, replay, id, (tx) => claimCanary(tx, replay.id, id))) === null) return;
    if (await isSent(deps, replay)) return;
  }
  if (candidates.length === 0 && !(await isSent(deps, replay))) await end(deps, replay, 'done', null);
}

/** Whether somebody has sent one since this row was read, or the replay has ended. */
async function isSent(deps: DeadLettersDeps, replay: ReplayRow): Promise<boolean> {
  const now = await readReplay(deps.db, replay.id);
  return now === null || now.finishedAt !== null || now.canaryLetterId !== replay.canaryLetterId;
}

export async function end(
  deps: DeadLettersDeps,
  replay: ReplayRow,
  status: 'done' | 'stopped' | 'canary_failed',
  note: string | null,
  tx = deps.db as Pick<DeadLettersDeps['db'], 'query'>,
): Promise<boolean> {
  const fresh = (await readReplay(tx, replay.id)) ?? replay;
  const skipped = await countSkipped(tx, fresh, deps.rules.replayLimit);
  const progress = (await readProgress(tx, [replay.id])).get(replay.id);
  return finishReplay(tx, replay.id, { status, note, skipped, replayed: progress?.replayed ?? 0 });
}
