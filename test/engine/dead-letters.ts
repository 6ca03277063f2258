import { createDeadLettersService, type DeadLettersService } from '@/server/services/dead-letters/dead-letters-service';
import type { DeadLettersDeps } from '@/server/services/dead-letters/deps';
import { BLOCK_THRESHOLD, type Engine, quietLog } from './open-engine';

export type Rules = DeadLettersDeps['rules'];

/** Dead letters over an engine; `rules` may be changed while it is used. */
export function openDeadLetters(
  engine: Engine,
  rules: Rules = { replayLimit: 3, retentionDays: 30, autoReplay: false },
  recentCalls: DeadLettersDeps['recentCalls'] = async () => ({ calls: 10, errors: 0 }),
): DeadLettersService & { job(name: string): Promise<void> } {
  const { db, bus, ladder } = engine;
  const service = createDeadLettersService({ db, bus, ladder, log: quietLog, blockThreshold: BLOCK_THRESHOLD, rules, recentCalls });
  return {
    ...service,
    async job(name) {
      await service.jobs.find((job) => job.name === name)?.run(new AbortController().signal);
    },
  };
}
