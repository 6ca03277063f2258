import { randomUUID } from 'node:crypto';
import { type Edited, type EditOperationInput, editRunSchema } from '@/lib/contracts/edit';
import { tick } from '@/server/engine/tick';
import { createEditsService, type EditsService } from '@/server/services/edits/edits-service';
import { carryOut } from './manifests';
import { type Engine, openEngine, operator } from './open-engine';

export interface EditedEngine extends Engine {
  edits: EditsService;
  edit(runId: string, baseVersion: number, operations: EditOperationInput[], more?: Record<string, unknown>): Promise<Edited>;
  /** Claims a task and carries it out; false where none of this run was to be had. */
  carryOutOne(runId: string): Promise<boolean>;
  runToEnd(runId: string): Promise<string>;
}

/** The engine with live edits. */
export async function openEdits(given?: Engine): Promise<EditedEngine> {
  const engine = given ?? (await openEngine());
  const { db, bus } = engine;
  const edits = createEditsService({ db, bus, compress: true });
  const workerId = randomUUID();
  const carryOutOne = async (runId: string): Promise<boolean> => {
    const { claimed } = await tick(db, workerId, [], 50);
    for (const task of claimed) await carryOut(engine, workerId, task);
    return claimed.some((task) => task.runId === runId);
  };
  return {
    ...engine,
    edits,
    edit: async (runId, baseVersion, operations, more = {}) =>
      edits.apply(editRunSchema.parse({ runId, baseVersion, operations, ...more }), operator, null),
    carryOutOne,
    async runToEnd(runId) {
      while (await carryOutOne(runId));
      return (await engine.runs.get(runId)).status;
    },
  };
}
