import type {
  CheckpointDetail,
  CheckpointView,
  Comparison,
  CreateCheckpoint,
  ImportedCheckpoint,
  ListCheckpoints,
  ResumeCheckpoint,
  Resumed,
} from '@/lib/contracts/checkpoint';
import type { Page } from '@/lib/contracts/common';
import type { Caller, Starter } from '@/server/core/access/caller';
import { removeCheckpoint, setPinned } from './change-checkpoint';
import { compareCheckpoints, compareRuns } from './compare-checkpoints';
import { createCheckpoint } from './create-checkpoint';
import { type CheckpointFile, exportCheckpoint } from './export-checkpoint';
import { type ImportDeps, importCheckpoint } from './import-checkpoint';
import { getCheckpoint, listRunCheckpoints } from './read-checkpoints';
import { type ResumeDeps, resumeCheckpoint } from './resume-checkpoint';

export interface CheckpointsService {
  create(input: CreateCheckpoint, caller: Starter, idempotency: { key: string; bodyHash: string } | null): Promise<CheckpointView>;
  list(input: ListCheckpoints): Promise<Page<CheckpointView>>;
  get(checkpointId: string): Promise<CheckpointDetail>;
  pin(input: { checkpointId: string; pinned: boolean; label?: string }, caller: Caller): Promise<CheckpointView>;
  remove(checkpointId: string, caller: Caller): Promise<void>;
  compare(checkpointId: string, otherId: string): Promise<Comparison>;
  export(checkpointId: string): Promise<CheckpointFile>;
  import(bytes: Uint8Array, caller: Caller, idempotencyKey: string | null): Promise<ImportedCheckpoint>;
  compareRuns(runId: string, otherId: string): Promise<Comparison>;
  /** @throws AppError not_found, invalid_input, not_available, conflict (damaged, or over the budget) */
  resume(input: ResumeCheckpoint, caller: Starter, idempotency: { key: string; bodyHash: string } | null): Promise<Resumed>;
}

export function createCheckpointsService(deps: ResumeDeps & ImportDeps): CheckpointsService {
  return {
    create: (input, caller, idempotency) => createCheckpoint(deps, input, caller, idempotency),
    list: (input) => listRunCheckpoints(deps, input),
    get: (checkpointId) => getCheckpoint(deps, checkpointId),
    pin: (input, caller) => setPinned(deps, input, caller),
    remove: (checkpointId, caller) => removeCheckpoint(deps, checkpointId, caller),
    compare: (checkpointId, otherId) => compareCheckpoints(deps, checkpointId, otherId),
    export: (checkpointId) => exportCheckpoint(deps, checkpointId),
    import: (bytes, caller, key) => importCheckpoint(deps, bytes, caller, key),
    compareRuns: (runId, otherId) => compareRuns(deps, runId, otherId),
    resume: (input, caller, idempotency) => resumeCheckpoint(deps, input, caller, idempotency),
  };
}
