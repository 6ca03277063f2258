import { z } from 'zod';
import { cursorSchema, idSchema, limitSchema, text, timeSchema } from './common';

/** Filters of the audit log. Text ignores case; `action` may be a noun alone (`run` has `run.create`). */
const filters = {
  actor: text(400).optional(),
  action: text(80).optional(),
  targetKind: text(80).optional(),
  targetId: text(400).optional(),
  since: timeSchema.optional(),
  until: timeSchema.optional(),
  q: text(200).optional(),
};
export const auditFiltersSchema = z.strictObject(filters);
export type AuditFilters = z.infer<typeof auditFiltersSchema>;
export const listAuditSchema = z.strictObject({ ...filters, cursor: cursorSchema.optional(), limit: limitSchema });
export type ListAudit = z.infer<typeof listAuditSchema>;

export const auditEntrySchema = z.object({
  id: idSchema,
  at: timeSchema,
  /** `user:<email>`, `token:<name>`, `agent:<role>`, `engine`, `visitor:<address>`. */
  actor: z.string(),
  actorId: z.string(),
  /** `noun.verb` */
  action: z.string(),
  target: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
  /** What changed; JSON. */
  before: z.unknown(),
  after: z.unknown(),
  reason: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const AUDIT_EXPORT_FORMATS = ['csv', 'jsonl'] as const;
export const exportAuditSchema = z.strictObject({ ...filters, format: z.enum(AUDIT_EXPORT_FORMATS).default('csv') });
export type ExportAudit = z.infer<typeof exportAuditSchema>;
