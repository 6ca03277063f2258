import type { z } from 'zod';
import type { CheckpointView, Resumed } from '@/lib/contracts/checkpoint';
import { createCheckpointSchema, listCheckpointsSchema, resumeCheckpointSchema } from '@/lib/contracts/checkpoint';
import type { Clock } from '@/server/core/ports/clock';
import type { ContentScanner } from '@/server/core/ports/content-scanner';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { PeriodicJob } from '@/server/engine/periodic';
import type { Database } from '@/server/infra/db/tx';
import { createAutoCheckpoints } from '@/server/services/checkpoints/auto-checkpoints';
import { type CheckpointsService, createCheckpointsService } from '@/server/services/checkpoints/checkpoints-service';
import type { ImportDeps } from '@/server/services/checkpoints/import-checkpoint';
import { thinOutJob } from '@/server/services/checkpoints/thin-out';
import type { GeneralSettingsService } from '@/server/services/settings/general-settings';

/** The checkpoints of the programmatic API. */
export interface CheckpointManager {
  /** @throws AppError not_found, invalid_input (seq); ZodError where the input is no such thing */
  createCheckpoint(input: { runId: string; label: string; seq?: number }): Promise<CheckpointView>;
  /** All of a run, latest state first. @throws AppError not_found */
  listCheckpoints(runId: string): Promise<CheckpointView[]>;
  /**
   * Goes on from a checkpoint: in place unless told otherwise, with the present kept as `keptAs`; with `fork` as another run.
   * @throws AppError not_found, invalid_input, not_available, conflict (damaged, or over the budget)
   */
  resumeFromCheckpoint(
    checkpointId: string,
    options?: Partial<Omit<z.input<typeof resumeCheckpointSchema>, 'checkpointId'>>,
  ): Promise<Resumed>;
}

const PROGRAM = { kind: 'token', id: 'program', name: 'program' } as const;
const PAGE = 200;

/** Checkpoints, wired: how often, how, and how many follow the settings. */
export function composeCheckpoints(deps: {
  db: Database;
  bus: LiveBus;
  clock: Clock;
  log: Log;
  settings: GeneralSettingsService;
  ladder: Ladder;
  scanner: ContentScanner;
  definitions: ImportDeps['definitions'];
  readonly model: { readonly offline: boolean };
}): {
  service: CheckpointsService;
  manager: CheckpointManager;
  jobs: PeriodicJob[];
} {
  const { db, bus, clock, log, model, settings, ladder, scanner, definitions } = deps;
  const live = {
    ...{ db, bus, clock, log, ladder, scanner, definitions },
    get offlineModel() {
      return model.offline;
    },
    get blockThreshold() {
      return settings.current().costBlockThreshold;
    },
    get compress() {
      return settings.current().checkpointCompression;
    },
    get intervalSeconds() {
      return settings.current().checkpointIntervalSeconds;
    },
    get kept() {
      return settings.current().checkpointsKept;
    },
  };
  const service = createCheckpointsService(live);
  return { service, manager: checkpointManager(service), jobs: [createAutoCheckpoints(live), thinOutJob(live)] };
}

function checkpointManager(service: CheckpointsService): CheckpointManager {
  return {
    createCheckpoint: async (input) => service.create(createCheckpointSchema.parse(input), PROGRAM, null),
    async listCheckpoints(runId) {
      const all: CheckpointView[] = [];
      let cursor: string | undefined;
      do {
        const page = await service.list(listCheckpointsSchema.parse({ runId, cursor, limit: PAGE }));
        all.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return all;
    },
    resumeFromCheckpoint: async (checkpointId, options = {}) =>
      service.resume(resumeCheckpointSchema.parse({ mode: 'rewind', ...options, checkpointId }), PROGRAM, null),
  };
}
