import { z } from 'zod';
import { taskDraftSchema } from '@/lib/contracts/task';
import type { CopiedTasks } from './clipboard';

const pointSchema = z.object({ x: z.number(), y: z.number() });
const copiedSchema = z.object({
  signalbox: z.literal('subgraph'),
  tasks: z.array(taskDraftSchema).min(1).max(1_000),
  places: z.record(z.string(), pointSchema).default({}),
});

/** Tasks out of a text from anywhere; null where it is something else. */
export function readCopied(text: string): CopiedTasks | null {
  try {
    return copiedSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
