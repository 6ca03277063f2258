import { z } from 'zod';
import { idSchema } from '@/lib/contracts/common';
import { failureSchema } from '@/lib/contracts/task';
import { lockHeadIfAny } from '@/server/engine/run-gate';
import { writeDeadLetter } from '@/server/engine/write-dead-letter';
import { appendAudit } from '@/server/repositories/audit-repository';
import {
  BACKFILL_KEY,
  deleteClosedLetters,
  deleteEmptyIncidents,
  discardOldLetters,
  findFailedWithoutLetter,
  findRunsWithoutLetters,
} from '@/server/repositories/dead-letter-retention-repository';
import { readSetting, writeSetting } from '@/server/repositories/settings-repository';
import type { DeadLettersDeps } from './deps';

const BATCH = 500;
const ENGINE = { actor: 'engine', actorId: 'retention' };

/** Open letters that are too old are discarded, and those that were closed so long ago are deleted. */
export async function retainLetters(deps: DeadLettersDeps, signal: AbortSignal): Promise<void> {
  const { db, log, rules } = deps;
  const days = rules.retentionDays;
  const inBatches = async (work: (limit: number) => Promise<number>) => {
    let all = 0;
    for (let last = BATCH; last === BATCH && !signal.aborted; all += last) last = await work(BATCH);
    return all;
  };
  const discarded = await inBatches((limit) =>
    db.transaction(async (tx) => {
      const count = await discardOldLetters(tx, days, limit);
      if (count > 0) {
        const reason = `open for more than ${days} days`;
        await appendAudit(tx, ENGINE, {
          action: 'dead_letter.expire',
          target: { kind: 'dead_letter', id: 'all' },
          after: { letters: count },
          reason,
        });
      }
      return count;
    }),
  );
  const deleted = await inBatches((limit) => deleteClosedLetters(db, days, limit));
  await deleteEmptyIncidents(db);
  if (discarded + deleted > 0) log.info({ discarded, deleted, days }, 'old dead letters were discarded or deleted by the retention');
}

/** What one go does at most: other jobs wait for it. */
const BACKFILL_BATCHES = 2;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const backfillSchema = z.object({ after: idSchema, done: z.boolean() });

/**
 * Letters for tasks that failed before there were any; once for an installation, and where it was left when the process dies. A task
 * whose letter the retention has deleted since is not given another.
 */
export async function backfillLetters(deps: DeadLettersDeps, signal: AbortSignal): Promise<void> {
  const { db } = deps;
  const setting = await readSetting(db, BACKFILL_KEY);
  const parsed = backfillSchema.safeParse(setting.value);
  let { after, done } = parsed.success ? parsed.data : { after: FIRST_ID, done: false };
  let { version } = setting;
  for (let batch = 0; batch < BACKFILL_BATCHES && !done && !signal.aborted; batch += 1) {
    const runIds = await findRunsWithoutLetters(db, after, deps.rules.retentionDays, BATCH);
    for (const runId of runIds) await backfillRun(deps, runId);
    after = runIds.at(-1) ?? after;
    done = runIds.length < BATCH;
    const written = await writeSetting(db, { key: BACKFILL_KEY, value: { after, done }, baseVersion: version, actor: 'engine' });
    if (!written) return;
    version = written.version;
  }
}

async function backfillRun(deps: DeadLettersDeps, runId: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (!(await lockHeadIfAny(tx, runId))) return;
    for (const row of await findFailedWithoutLetter(tx, runId)) {
      const failure = failureSchema.safeParse(row.failure);
      if (!failure.success) continue;
      await writeDeadLetter(tx, { ...row, runId }, { failure: failure.data, evidence: null, seq: row.seq, now: row.finishedAt });
    }
  });
}
