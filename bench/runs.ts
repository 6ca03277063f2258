import { createRunSchema } from '@/lib/contracts/run';
import type { TaskDraftInput } from '@/lib/contracts/task';
import type { Orchestrator } from '@/server/composition';
import type { Caller } from '@/server/core/access/caller';
import type { TaskRunner } from '@/server/core/ports/task-runner';

const caller: Caller = { kind: 'token', id: 'bench', name: 'bench', role: 'operator' };

const task = (key: string, dependsOn: string[]): TaskDraftInput => ({ key, role: 'tech_lead', prompt: 'x', dependsOn });

export const LAYERS = [1, 6, 6, 6, 1] as const;
export const TASKS_PER_RUN = LAYERS.reduce<number>((sum, width) => sum + width, 0);

/** A run of 20: each layer waits for the whole one above. */
export function layered(): TaskDraftInput[] {
  const keys = (layer: number) => Array.from({ length: LAYERS[layer] ?? 0 }, (_, index) => `t${layer}_${index}`);
  return LAYERS.flatMap((_, layer) => keys(layer).map((key) => task(key, layer > 0 ? keys(layer - 1) : [])));
}

export function chainOf(length: number): TaskDraftInput[] {
  return Array.from({ length }, (_, index) => task(`c${index}`, index > 0 ? [`c${index - 1}`] : []));
}

/** Tasks that wait for nobody. */
export const independent = (count: number): TaskDraftInput[] => Array.from({ length: count }, (_, index) => task(`p${index}`, []));

/** `length` layers of `width` tasks; each waits for the one before it in its row. */
export function gridOf(length: number, width: number): TaskDraftInput[] {
  return Array.from({ length: length * width }, (_, index) => task(`g${index}`, index < width ? [] : [`g${index - width}`]));
}

/** Creates a run and returns its id. */
export async function createRun(app: Orchestrator, tasks: TaskDraftInput[]): Promise<string> {
  return (await app.services.runs.create(createRunSchema.parse({ goal: 'bench', tasks }), caller, null)).id;
}

/** Creates `count` runs, six at a time. */
export async function createRuns(app: Orchestrator, tasks: TaskDraftInput[], count: number): Promise<void> {
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      await createRun(app, tasks);
    }
  };
  await Promise.all(Array.from({ length: 6 }, one));
}

export interface CountingRunner extends TaskRunner {
  /** When each task since the last `expect` was started, in ms of `performance.now()`. */
  readonly startsMs: number[];
  /** Resolves with the start of the last of `count` tasks from now. */
  expect(count: number): Promise<number>;
}

/** Does nothing, and remembers when. */
export function countingRunner(): CountingRunner {
  const startsMs: number[] = [];
  let target = Number.POSITIVE_INFINITY;
  let reached: (atMs: number) => void = () => undefined;
  return {
    startsMs,
    expect(count) {
      startsMs.length = 0;
      target = count;
      return new Promise((resolve) => {
        reached = resolve;
      });
    },
    async run() {
      const now = performance.now();
      startsMs.push(now);
      if (startsMs.length === target) reached(now);
      return { kind: 'succeeded' };
    },
  };
}

/** Resolves once no run is at work: the last finish is written after the last start. */
export async function untilIdle(app: Orchestrator): Promise<void> {
  for (;;) {
    const [row] = await app.db.query<{ active: number }>({
      text: `SELECT count(*)::int AS active FROM run_heads WHERE status IN ('RUNNING', 'PLANNING')`,
    });
    if (row?.active === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
