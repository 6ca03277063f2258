import type { DeadLetter, ReplayChanges } from '@/lib/contracts/dead-letter';
import type { Caller } from '@/server/core/access/caller';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { Database } from '@/server/infra/db/tx';
import { createDeadLettersService, type DeadLettersService } from '@/server/services/dead-letters/dead-letters-service';
import type { DeadLettersDeps } from '@/server/services/dead-letters/deps';
import type { SendToDlq } from '@/server/services/dead-letters/send-to-dlq';
import type { GeneralSettingsService } from '@/server/services/settings/general-settings';

/** The dead letter queue, for programs that hold an orchestrator. */
export interface DeadLetterQueue {
  /** The task is FAILED with a dead letter, whatever it did just now. */
  sendToDlq(taskId: string, sent: SendToDlq): Promise<DeadLetter>;
  /** The task runs again, perhaps changed, in a fresh conversation. */
  replayTask(deadLetterId: string, changes?: ReplayChanges): Promise<DeadLetter>;
  /** The task is SKIPPED and what waits for it goes on. */
  resolveEntry(deadLetterId: string, resolution: { resolutionNotes: string }): Promise<DeadLetter>;
}

/** Dead letters, wired: how they are dealt with follows the settings, and the models say how their endpoints fare. */
export function composeDeadLetters(deps: {
  db: Database;
  bus: LiveBus;
  log: Log;
  settings: GeneralSettingsService;
  ladder: Ladder;
  recentCalls: DeadLettersDeps['recentCalls'];
}): { service: DeadLettersService; dlq: DeadLetterQueue } {
  const { db, bus, log, settings, ladder, recentCalls } = deps;
  const service = createDeadLettersService({
    db,
    bus,
    log,
    ladder,
    recentCalls,
    get blockThreshold() {
      return settings.current().costBlockThreshold;
    },
    get rules() {
      const { dlqReplayLimit, dlqRetentionDays, dlqAutoReplay } = settings.current();
      return { replayLimit: dlqReplayLimit, retentionDays: dlqRetentionDays, autoReplay: dlqAutoReplay };
    },
  });
  const caller: Caller = { kind: 'token', id: 'code', name: 'code', role: 'operator' };
  return {
    service,
    dlq: {
      sendToDlq: (taskId, sent) => service.send(taskId, sent),
      replayTask: (deadLetterId, changes) => service.replay({ deadLetterId, ...(changes ? { changes } : {}) }, caller),
      resolveEntry: (deadLetterId, { resolutionNotes }) => service.resolve({ deadLetterId, resolutionNotes }, caller),
    },
  };
}
