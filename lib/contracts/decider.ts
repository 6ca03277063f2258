import { z } from 'zod';
import { ACCESS_ROLES } from './access';
import { idSchema, text } from './common';

/** `escalationId` with `verb`: whether each of them can take that one over. */
export const listDecidersSchema = z.strictObject({
  /** Words of a name or an e-mail. */
  q: text(200).optional(),
  escalationId: idSchema.optional(),
  verb: z.enum(['reassign', 'delegate']).default('delegate'),
  limit: z.int().min(1).max(50).default(8),
});
export type ListDeciders = z.infer<typeof listDecidersSchema>;

/** People who may decide and can sign in; who fits best comes first. */
export const decidersSchema = z.object({
  items: z.array(
    z.object({
      email: z.string(),
      name: z.string(),
      role: z.enum(ACCESS_ROLES),
      /** Why this one cannot be theirs; null: it can. */
      cannot: z.string().nullable(),
    }),
  ),
});
export type Deciders = z.infer<typeof decidersSchema>;
