import { z } from 'zod';
import { cursorSchema, idSchema, limitSchema, text, timeSchema } from './common';

export const ACCESS_ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
export type AccessRole = (typeof ACCESS_ROLES)[number];

/** Every procedure names one of these; `server/auth/permissions.ts` says which role has which. */
export const PERMISSIONS = [
  'runs.read',
  'runs.write',
  'workflows.write',
  'escalations.raise',
  'escalations.answer',
  'escalations.decide',
  'agents.manage',
  'tokens.manage',
  'users.manage',
  'settings.manage',
  'audit.read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const createTokenSchema = z.strictObject({
  name: text(80),
  role: z.enum(ACCESS_ROLES),
  expiresAt: timeSchema.optional(),
});
export type CreateToken = z.infer<typeof createTokenSchema>;
export const listTokensSchema = z.strictObject({ cursor: cursorSchema.optional(), limit: limitSchema });
export type ListTokens = z.infer<typeof listTokensSchema>;
export const tokenIdSchema = z.strictObject({ tokenId: idSchema });
export const createdTokenSchema = z.object({ id: idSchema, token: z.string() });
export const tokenViewSchema = z.object({
  id: idSchema,
  name: z.string(),
  role: z.enum(ACCESS_ROLES),
  createdAt: timeSchema,
  createdBy: z.string(),
  expiresAt: timeSchema.nullable(),
  lastUsedAt: timeSchema.nullable(),
  revokedAt: timeSchema.nullable(),
  /** Refused while the person who made it is disabled or may do less than it. */
  resting: z.boolean(),
});
export type TokenView = z.infer<typeof tokenViewSchema>;

export const meSchema = z.object({
  /** E-mail of a person, name of a token. */
  name: z.string(),
  /** What a person is called. */
  displayName: z.string().nullable(),
  kind: z.enum(['user', 'token']),
  role: z.enum(ACCESS_ROLES),
  permissions: z.array(z.enum(PERMISSIONS)),
});
export type Me = z.infer<typeof meSchema>;
