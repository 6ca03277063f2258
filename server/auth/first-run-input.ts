import { z } from 'zod';
import { text } from '@/lib/contracts/common';

/** `token` is the one-time link's. */
export const firstRunSchema = z.strictObject({
  token: text(200),
  email: z.email().max(320),
  password: text(200),
  name: text(80).optional(),
});
export type FirstRun = z.infer<typeof firstRunSchema>;
