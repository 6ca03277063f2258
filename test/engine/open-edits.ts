import { randomUUID } from 'node:crypto';
import { resumeCheckpointSchema } from '@/lib/contracts/checkpoint';
import { type Edited, type EditOperationInput, editRunSchema } from '@/lib/contracts/edit';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import type { Settlement } from '@/server/core/task/settle-task';
import { settleTask } from '@/server/engine/settle';
import { tick } from '@/server/engine/tick';
import { resumeCheckpoint } from '@/server/services/checkpoints/resume-checkpoint';
import { carryOut } from './manifests';
import { BLOCK_THRESHOLD, type Engine, openEngine, operator } from './open-engine';
import { failure } from './runners';

export interface EditedEngine extends Engine {
  edit(runId: string, baseVersion: number, operations: EditOperationInput[], more?: Record<string, unknown>): Promise<Edited>;
  /** Claims a task and carries it out; false where none of this run was to be had. */
  carryOutOne(runId: string): Promise<boolean>;
  runToEnd(runId: string): Promise<string>;
  claim(runId: string, slots?: number): Promise<ClaimedTask[]>;
  settle(task: ClaimedTask, settlement: Settlement): Promise<unknown>;
  failure: typeof failure;
  /** Goes on from a checkpoint, in place. */
  resume(checkpointId: string): Promise<void>;
}

/** The engine with live edits. */
export async function openEdits(given?: Engine): Promise<EditedEngine> {
  const engine = given ?? (await openEngine());
  const { db, bus, edits } = engine;
  const workerId = randomUUID();
  const carryOutOne = async (runId: string): Promise<boolean> => {
    const { claimed } = await tick(db, workerId, [], 50);
    for (const task of claimed) await carryOut(engine, workerId, task);
    return claimed.some((task) => task.runId === runId);
  };
  return {
    ...engine,
    edit: async (runId, baseVersion, operations, more = {}) =>
      edits.apply(editRunSchema.parse({ runId, baseVersion, operations, ...more }), operator, null),
    carryOutOne,
    claim: async (runId, slots = 20) => (await tick(db, workerId, [], slots)).claimed.filter((task) => task.runId === runId),
    settle: (task, settlement) => db.transaction((tx) => settleTask(tx, task, settlement, 'worker:test')),
    failure,
    async resume(checkpointId) {
      const deps = { db, bus, ladder: engine.ladder, blockThreshold: BLOCK_THRESHOLD, offlineModel: true, compress: true };
      await resumeCheckpoint(deps, resumeCheckpointSchema.parse({ checkpointId, mode: 'rewind' }), operator, null);
    },
    async runToEnd(runId) {
      while (await carryOutOne(runId));
      return (await engine.runs.get(runId)).status;
    },
  };
}
