import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { Database } from '@/server/infra/db/tx';
import { createDeadLettersService, type DeadLettersService } from '@/server/services/dead-letters/dead-letters-service';
import type { DeadLettersDeps } from '@/server/services/dead-letters/deps';
import type { GeneralSettingsService } from '@/server/services/settings/general-settings';

/** Dead letters, wired: how they are dealt with follows the settings, and the models say how their endpoints fare. */
export function composeDeadLetters(deps: {
  db: Database;
  bus: LiveBus;
  log: Log;
  settings: GeneralSettingsService;
  recentCalls: DeadLettersDeps['recentCalls'];
}): { service: DeadLettersService } {
  const { db, bus, log, settings, recentCalls } = deps;
  const service = createDeadLettersService({
    db,
    bus,
    log,
    recentCalls,
    get blockThreshold() {
      return settings.current().costBlockThreshold;
    },
    get rules() {
      const { dlqReplayLimit, dlqRetentionDays, dlqAutoReplay } = settings.current();
      return { replayLimit: dlqReplayLimit, retentionDays: dlqRetentionDays, autoReplay: dlqAutoReplay };
    },
  });
  return { service };
}
