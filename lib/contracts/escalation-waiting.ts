import { z } from 'zod';
import { idSchema } from './common';

/** How much waits for people: escalations that have come up to them and nobody has put off, calls that ask first, and proposed edits. */
export const waitingEscalationsSchema = z.object({
  open: z.int(),
  /** Of them HIGH or CRITICAL. */
  high: z.int(),
  /** Oldest last: enough to say what is new. */
  newest: z.array(z.object({ id: idSchema, title: z.string() })),
});
export type WaitingEscalations = z.infer<typeof waitingEscalationsSchema>;
