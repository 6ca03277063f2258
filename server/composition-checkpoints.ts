import type { CheckpointView } from '@/lib/contracts/checkpoint';
import { createCheckpointSchema, listCheckpointsSchema } from '@/lib/contracts/checkpoint';
import type { CheckpointsService } from '@/server/services/checkpoints/checkpoints-service';

/** The checkpoints of the programmatic API. */
export interface CheckpointManager {
  /** @throws AppError not_found, invalid_input (seq); ZodError where the input is no such thing */
  createCheckpoint(input: { runId: string; label: string; seq?: number }): Promise<CheckpointView>;
  /** All of a run, latest state first. @throws AppError not_found */
  listCheckpoints(runId: string): Promise<CheckpointView[]>;
}

const PROGRAM = { kind: 'token', id: 'program', name: 'program' } as const;
const PAGE = 200;

export function checkpointManager(service: CheckpointsService): CheckpointManager {
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
  };
}
