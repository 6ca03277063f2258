import { z } from 'zod';
import { idSchema, text, timeSchema } from './common';
import { inputNameSchema, workflowInputsSchema } from './workflow';

const pathKeySchema = text(80);
/** It becomes part of an actor's name: `schedule:<name>`. */
const triggerNameSchema = text(80).refine((name) => name.trim().length > 0 && !/\p{Cc}/u.test(name), {
  error: 'must be one line that is not blank',
});

export const OVERLAPS = ['skip', 'allow'] as const;

const scheduleFields = {
  name: triggerNameSchema,
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: text(120),
  /** IANA name, such as `Europe/Berlin`. */
  timeZone: text(80).default('UTC'),
  enabled: z.boolean().default(true),
  inputs: workflowInputsSchema.default({}),
  /** What happens where the run of the time before has not ended. */
  overlap: z.enum(OVERLAPS).default('skip'),
  /** Start once for what was missed while nothing ran. */
  catchUp: z.boolean().default(true),
};
export const createScheduleSchema = z.strictObject({ key: pathKeySchema, ...scheduleFields });
export type CreateSchedule = z.infer<typeof createScheduleSchema>;
export const updateScheduleSchema = z.strictObject({ scheduleId: idSchema, ...scheduleFields });
export type UpdateSchedule = z.infer<typeof updateScheduleSchema>;
export const scheduleIdSchema = z.strictObject({ scheduleId: idSchema });
export const triggersOfSchema = z.strictObject({ key: pathKeySchema });

/** `missed`: nothing ran at its time, and it is not to be caught up with. */
export const FIRING_OUTCOMES = ['started', 'skipped', 'failed', 'missed'] as const;
const firingSchema = z.object({
  dueAt: timeSchema,
  firedAt: timeSchema,
  outcome: z.enum(FIRING_OUTCOMES),
  runId: idSchema.nullable(),
  detail: z.string().nullable(),
});
export const scheduleViewSchema = z.object({
  id: idSchema,
  workflowKey: z.string(),
  name: z.string(),
  cron: z.string(),
  timeZone: z.string(),
  enabled: z.boolean(),
  inputs: workflowInputsSchema,
  overlap: z.enum(OVERLAPS),
  catchUp: z.boolean(),
  /** The next three; none while it is off. */
  nextAt: z.array(timeSchema),
  last: firingSchema.nullable(),
  createdBy: z.string(),
  createdAt: timeSchema,
});
export type ScheduleView = z.infer<typeof scheduleViewSchema>;

const webhookFields = {
  name: triggerNameSchema,
  enabled: z.boolean().default(true),
  /** Where an input's value is in the body, by the input's name: `repository.name`, or `$` for all of it. Without: the field of the same name. */
  mapping: z.record(inputNameSchema, text(200)).default({}),
  /** For inputs that the body does not give. */
  inputs: workflowInputsSchema.default({}),
};
export const createWebhookSchema = z.strictObject({ key: pathKeySchema, ...webhookFields });
export type CreateWebhook = z.infer<typeof createWebhookSchema>;
export const updateWebhookSchema = z.strictObject({ webhookId: idSchema, ...webhookFields });
export type UpdateWebhook = z.infer<typeof updateWebhookSchema>;
export const webhookIdSchema = z.strictObject({ webhookId: idSchema });

export const webhookViewSchema = z.object({
  id: idSchema,
  workflowKey: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  mapping: z.record(z.string(), z.string()),
  inputs: workflowInputsSchema,
  /** Where it listens, below the server's address. */
  path: z.string(),
  secretVersion: z.int(),
  createdBy: z.string(),
  createdAt: timeSchema,
  lastDeliveryAt: timeSchema.nullable(),
});
export type WebhookView = z.infer<typeof webhookViewSchema>;
/** `secret` is in this answer alone. */
export const webhookSecretSchema = z.object({ id: idSchema, path: z.string(), secret: z.string() });
export type WebhookSecret = z.infer<typeof webhookSecretSchema>;

export const deliverySchema = z.object({
  id: idSchema,
  at: timeSchema,
  /** The HTTP status that was answered. */
  status: z.int(),
  runId: idSchema.nullable(),
  detail: z.string().nullable(),
});
export type Delivery = z.infer<typeof deliverySchema>;
