import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Database } from '@/server/infra/db/tx';
import { createEditsService, type EditsService } from '@/server/services/edits/edits-service';
import type { GeneralSettingsService } from '@/server/services/settings/general-settings';

/** Live edits, wired: their checkpoints follow the settings. */
export function composeEdits(deps: { db: Database; bus: LiveBus; settings: GeneralSettingsService }): { service: EditsService } {
  const { db, bus, settings } = deps;
  const service = createEditsService({
    db,
    bus,
    get compress() {
      return settings.current().checkpointCompression;
    },
  });
  return { service };
}
