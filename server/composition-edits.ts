import { type Edited, type EditOperationInput, type EditRun, editRunSchema, type TaskChanges } from '@/lib/contracts/edit';
import type { GateType, TaskDraftInput } from '@/lib/contracts/task';
import { AppError } from '@/lib/errors';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Database } from '@/server/infra/db/tx';
import { createEditsService, type EditsService } from '@/server/services/edits/edits-service';
import type { GeneralSettingsService } from '@/server/services/settings/general-settings';

/** A task to be; the key is made from the role where none is given. */
export type NewTask = Omit<TaskDraftInput, 'key'> & { key?: string };

/** Of every modification. Without `baseVersion` it is made on whatever version the graph is at. */
export type ModifyOptions = Partial<Pick<EditRun, 'baseVersion' | 'reason' | 'cancelRunning' | 'rerunInvalidated' | 'dryRun'>>;

/**
 * Changes graphs of live runs, for programs that hold an orchestrator. Tasks are named by their keys.
 * @throws AppError not_found, conflict, stale_version, invalid_input; ZodError where the input is no such thing
 */
export interface WorkflowModifier {
  addTask(input: NewTask & { runId: string }, options?: ModifyOptions): Promise<Edited & { key: string }>;
  updateTask(input: { runId: string; key: string; changes: TaskChanges }, options?: ModifyOptions): Promise<Edited>;
  removeTask(input: { runId: string; key: string }, options?: ModifyOptions): Promise<Edited>;
  /** Tasks of the ways are keys, or tasks to be. */
  createBranch(
    input: {
      runId: string;
      condition: string;
      after: string | string[];
      ifTrueTasks: (string | NewTask)[];
      ifFalseTasks: (string | NewTask)[];
      key?: string;
    },
    options?: ModifyOptions,
  ): Promise<Edited & { key: string }>;
  insertGate(
    input: { runId: string; after: string | string[]; gateType: GateType; criteria?: string; condition?: string; key?: string },
    options?: ModifyOptions,
  ): Promise<Edited & { key: string }>;
  /** Any operations, all or none. */
  modify(runId: string, operations: readonly EditOperationInput[], options?: ModifyOptions): Promise<Edited>;
  undo(runId: string, version: number): Promise<{ version: number }>;
}

/** Live edits, wired: their checkpoints follow the settings. */
export function composeEdits(deps: { db: Database; bus: LiveBus; settings: GeneralSettingsService }): {
  service: EditsService;
  modifier: WorkflowModifier;
} {
  const { db, bus, settings } = deps;
  const service = createEditsService({
    db,
    bus,
    get compress() {
      return settings.current().checkpointCompression;
    },
  });
  return { service, modifier: workflowModifier(service) };
}

const PROGRAM = { kind: 'token', id: 'program', name: 'program' } as const;
/** How often a modification that named no version is made again on the next one. */
const ATTEMPTS = 5;

interface Draft<T> {
  operations: EditOperationInput[];
  more: T;
}

function workflowModifier(service: EditsService): WorkflowModifier {
  /** `draft` is asked again for each version: keys that it takes may be gone by then. */
  async function edit<T extends object>(
    runId: string,
    draft: (freeKey: (wish: string) => string) => Draft<T>,
    options: ModifyOptions,
  ): Promise<Edited & T> {
    for (let attempt = 1; ; attempt += 1) {
      const { version, tasks } = await service.graph(runId);
      const taken = new Set(tasks.map(({ key }) => key));
      const { operations, more } = draft((wish) => freeKey(taken, wish));
      try {
        const input = editRunSchema.parse({ baseVersion: version, ...options, runId, operations });
        return { ...(await service.apply(input, PROGRAM, null)), ...more };
      } catch (error) {
        const isLate = error instanceof AppError && error.code === 'stale_version' && options.baseVersion === undefined;
        if (!isLate || attempt === ATTEMPTS) throw error;
      }
    }
  }
  return {
    addTask: ({ runId, ...task }, options = {}) =>
      edit(
        runId,
        (free) => {
          const key = task.key ?? free(task.role ?? task.kind ?? 'task');
          return { operations: [{ op: 'addTask', task: { ...task, key } }], more: { key } };
        },
        options,
      ),
    updateTask: ({ runId, ...rest }, options = {}) =>
      edit(runId, () => ({ operations: [{ op: 'updateTask', ...rest }], more: {} }), options),
    removeTask: ({ runId, key }, options = {}) => edit(runId, () => ({ operations: [{ op: 'removeTask', key }], more: {} }), options),
    createBranch: ({ runId, condition, after, ifTrueTasks, ifFalseTasks, ...rest }, options = {}) =>
      edit(
        runId,
        (free) => {
          const key = rest.key ?? free('branch');
          const operations: EditOperationInput[] = [];
          const keysOf = (tasks: (string | NewTask)[]) =>
            tasks.map((task) => {
              if (typeof task === 'string') return task;
              const its = task.key ?? free(task.role ?? 'task');
              operations.push({ op: 'addTask', task: { ...task, key: its } });
              return its;
            });
          const [ifTrue, ifFalse] = [keysOf(ifTrueTasks), keysOf(ifFalseTasks)];
          operations.push({ op: 'createBranch', key, condition, after, ifTrue, ifFalse });
          return { operations, more: { key } };
        },
        options,
      ),
    insertGate: ({ runId, ...gate }, options = {}) =>
      edit(
        runId,
        (free) => {
          const key = gate.key ?? free(gate.gateType);
          return { operations: [{ op: 'insertGate', ...gate, key }], more: { key } };
        },
        options,
      ),
    modify: (runId, operations, options = {}) => edit(runId, () => ({ operations: [...operations], more: {} }), options),
    undo: (runId, version) => service.undo({ runId, version }, PROGRAM, null),
  };
}

function freeKey(taken: Set<string>, wish: string): string {
  let key = wish;
  for (let n = 2; taken.has(key); n += 1) key = `${wish}_${n}`;
  taken.add(key);
  return key;
}
