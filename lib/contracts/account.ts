import { z } from 'zod';
import { ACCESS_ROLES } from './access';
import { idSchema, text, timeSchema } from './common';

export const accountSchema = z.object({
  id: idSchema,
  email: z.string(),
  name: z.string(),
  role: z.enum(ACCESS_ROLES),
  createdAt: timeSchema,
  hasPassword: z.boolean(),
  twoFactor: z.object({ enabledAt: timeSchema.nullable(), recoveryCodesLeft: z.int() }),
  issuers: z.array(z.object({ provider: z.string(), email: z.string(), lastUsedAt: timeSchema.nullable() })),
});
export type Account = z.infer<typeof accountSchema>;

export const renameAccountSchema = z.strictObject({ name: text(80) });
/** `current` is left out where there is no password yet. */
export const changePasswordSchema = z.strictObject({ current: text(400).optional(), next: text(400) });
export type ChangePassword = z.infer<typeof changePasswordSchema>;
export const proofSchema = z.strictObject({ password: text(400).optional() });
export type Proof = z.infer<typeof proofSchema>;
export const proofWithCodeSchema = z.strictObject({ password: text(400).optional(), code: text(20) });
export type ProofWithCode = z.infer<typeof proofWithCodeSchema>;
export const codeSchema = z.strictObject({ code: text(20) });
export const totpSetupSchema = z.object({ secret: z.string(), uri: z.string() });
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });

export const sessionIdSchema = z.strictObject({ sessionId: idSchema });
export const accountSessionSchema = z.object({
  id: idSchema,
  userAgent: z.string().nullable(),
  ip: z.string().nullable(),
  /** `password`, or the issuer's name. */
  method: z.string(),
  createdAt: timeSchema,
  lastSeenAt: timeSchema,
  /** The one that asks. */
  current: z.boolean(),
});
export type AccountSession = z.infer<typeof accountSessionSchema>;
export const endedSessionsSchema = z.object({ ended: z.int() });
