import { z } from 'zod';
import { ACCESS_ROLES } from './access';
import { cursorSchema, idSchema, limitSchema, text, timeSchema } from './common';

const roleSchema = z.enum(ACCESS_ROLES);
const emailSchema = z.email().max(320);

export const listPeopleSchema = z.strictObject({ q: text(200).optional(), cursor: cursorSchema.optional(), limit: limitSchema });
export type ListPeople = z.infer<typeof listPeopleSchema>;
export const userIdSchema = z.strictObject({ userId: idSchema });
export const changePersonSchema = z.strictObject({ userId: idSchema, role: roleSchema.optional(), name: text(80).optional() });
export type ChangePerson = z.infer<typeof changePersonSchema>;

export const personSchema = z.object({
  id: idSchema,
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  createdAt: timeSchema,
  disabledAt: timeSchema.nullable(),
  lastSeenAt: timeSchema.nullable(),
  hasPassword: z.boolean(),
  twoFactor: z.boolean(),
  /** Issuers that they sign in with: `github`, `google`, `oidc`. */
  issuers: z.array(z.string()),
});
export type Person = z.infer<typeof personSchema>;

export const createInvitationSchema = z.strictObject({ email: emailSchema, role: roleSchema });
export type CreateInvitation = z.infer<typeof createInvitationSchema>;
export const invitationIdSchema = z.strictObject({ invitationId: idSchema });
export const listInvitationsSchema = z.strictObject({ cursor: cursorSchema.optional(), limit: limitSchema });
export type ListInvitations = z.infer<typeof listInvitationsSchema>;
export const invitationSchema = z.object({
  id: idSchema,
  email: z.string(),
  role: roleSchema,
  createdBy: z.string(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  expired: z.boolean(),
});
export type Invitation = z.infer<typeof invitationSchema>;
/** `url` is told in this answer alone: only a hash of it is kept. */
export const oneTimeLinkSchema = z.object({ id: idSchema, url: z.string(), expiresAt: timeSchema });
export type OneTimeLink = z.infer<typeof oneTimeLinkSchema>;

/** What the holder of a one-time link sends, without being signed in. */
export const linkTokenSchema = z.strictObject({ token: text(200) });
export const acceptInvitationSchema = z.strictObject({ token: text(200), name: text(80), password: text(400) });
export type AcceptInvitation = z.infer<typeof acceptInvitationSchema>;
export const usePasswordLinkSchema = z.strictObject({ token: text(200), password: text(400) });
export type UsePasswordLink = z.infer<typeof usePasswordLinkSchema>;

/** What is shown of a link to whoever holds it. */
export interface LinkView {
  email: string;
  role: z.infer<typeof roleSchema>;
  expiresAt: string;
}
