import type { TaskDraftInput } from '@/lib/contracts/task';
import { PROBE } from './wild-model';

const MAX_ATTEMPTS = 8;
/** A stalled call is cut by it. */
const TIMEOUT_SECONDS = 5;

function draft(key: string, dependsOn: string[], random: () => number): TaskDraftInput {
  const prompt = random() < 0.6 ? `TASK ${key} WRITES` : `Task ${key} answers.`;
  return { key, role: 'tech_lead', prompt, dependsOn, maxAttempts: MAX_ATTEMPTS, timeoutSeconds: TIMEOUT_SECONDS };
}

/** A layered run, a chain, or tasks side by side. */
export function randomTasks(random: () => number): TaskDraftInput[] {
  const dice = random();
  if (dice < 0.4) return layered([1, 3, 3, 1], random);
  if (dice < 0.7) {
    return Array.from({ length: 4 + Math.floor(random() * 8) }, (_, index) =>
      draft(`c${index}`, index > 0 ? [`c${index - 1}`] : [], random),
    );
  }
  return Array.from({ length: 3 + Math.floor(random() * 8) }, (_, index) => draft(`p${index}`, [], random));
}

function layered(widths: readonly number[], random: () => number): TaskDraftInput[] {
  const keysOf = (layer: number) => Array.from({ length: widths[layer] ?? 0 }, (_, index) => `l${layer}_${index}`);
  return widths.flatMap((_, layer) => keysOf(layer).map((key) => draft(key, layer > 0 ? keysOf(layer - 1) : [], random)));
}

/** As many tasks as there are slots: each is held by the model until all are at work. */
export function probeTasks(count: number): TaskDraftInput[] {
  return Array.from({ length: count }, (_, index) => ({ key: `probe${index}`, role: 'tech_lead', prompt: PROBE, timeoutSeconds: 120 }));
}
