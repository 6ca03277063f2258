import { z } from 'zod';
import { cursorSchema, idSchema, limitSchema, pageOf, text, timeSchema } from './common';
import { ESCALATION_PRIORITIES, ESCALATION_TYPES, escalationSchema } from './escalation';
import { SETTING_SOURCES } from './settings';

export const NOTIFICATION_KINDS = ['opened', 'moved', 'reminder', 'decided', 'assigned', 'asked'] as const;
/** What people may be told of an escalation. */
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

export const NOTIFICATION_CHANNELS = ['slack', 'email', 'webhook'] as const;
export type NotificationChannel = (typeof NOTIFICATION_CHANNELS)[number];

export const SMTP_SECURITIES = ['starttls', 'tls', 'none'] as const;
export type SmtpSecurity = (typeof SMTP_SECURITIES)[number];

const email = z
  .string()
  .trim()
  .max(300)
  .regex(/^[^\s@<>,;"]+@[^\s@<>,;"]+$/, 'must be an e-mail address');
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(2_000);

/** Which channels hear of escalations of one type, and from which priority on. */
const routeSchema = z.strictObject({
  slack: z.boolean(),
  email: z.boolean(),
  webhooks: z.boolean(),
  minPriority: z.enum(ESCALATION_PRIORITIES),
});
export type NotificationRoute = z.infer<typeof routeSchema>;
export const routingSchema = z.record(z.enum(ESCALATION_TYPES), routeSchema);
export type NotificationRouting = z.infer<typeof routingSchema>;

/** Fields that are shown as they are; secrets stand apart. */
export const plainFields = {
  slackEnabled: z.boolean(),
  slackChannel: text(200).nullable(),
  emailEnabled: z.boolean(),
  emailRecipients: z.array(email).max(50),
  emailFrom: text(300).nullable(),
  smtpHost: text(300).nullable(),
  smtpPort: z.int().min(1).max(65_535),
  smtpSecurity: z.enum(SMTP_SECURITIES),
  smtpUser: text(300).nullable(),
  /** Whether webhooks and Slack's address may lie in a private network. */
  allowPrivateTargets: z.boolean(),
  /** Minutes before a deadline at which people are told once more; null: never. */
  reminderMinutes: z.int().min(1).max(10_080).nullable(),
  /** How long a link in a message can be used. */
  linkHours: z.int().min(1).max(336),
} as const;
/** Fields that are never shown again. */
export const SECRET_FIELDS = ['slackWebhookUrl', 'slackBotToken', 'slackSigningSecret', 'smtpPassword'] as const;
export type NotificationSecret = (typeof SECRET_FIELDS)[number];

const sourced = <T extends z.ZodType>(value: T) => z.object({ value, source: z.enum(SETTING_SOURCES) });
const secretView = z.object({ isSet: z.boolean(), last4: z.string().nullable(), source: z.enum(SETTING_SOURCES) });

const webhookFields = {
  name: text(80),
  url: httpUrl,
  enabled: z.boolean(),
  /** Empty: all. */
  types: z.array(z.enum(ESCALATION_TYPES)).max(ESCALATION_TYPES.length),
  kinds: z.array(z.enum(NOTIFICATION_KINDS)).max(NOTIFICATION_KINDS.length),
};
export const webhookTargetSchema = z.object({ id: z.string(), ...webhookFields, source: z.enum(SETTING_SOURCES) });
export type WebhookTarget = z.infer<typeof webhookTargetSchema>;

export const notificationSettingsSchema = z.object({
  version: z.int(),
  slackEnabled: sourced(plainFields.slackEnabled),
  slackChannel: sourced(plainFields.slackChannel),
  emailEnabled: sourced(plainFields.emailEnabled),
  emailRecipients: sourced(plainFields.emailRecipients),
  emailFrom: sourced(plainFields.emailFrom),
  smtpHost: sourced(plainFields.smtpHost),
  smtpPort: sourced(plainFields.smtpPort),
  smtpSecurity: sourced(plainFields.smtpSecurity),
  smtpUser: sourced(plainFields.smtpUser),
  allowPrivateTargets: sourced(plainFields.allowPrivateTargets),
  reminderMinutes: sourced(plainFields.reminderMinutes),
  linkHours: sourced(plainFields.linkHours),
  slackWebhookUrl: secretView,
  slackBotToken: secretView,
  slackSigningSecret: secretView,
  smtpPassword: secretView,
  routing: routingSchema,
  webhooks: z.array(webhookTargetSchema),
});
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>;

const optionalOf = <T extends z.ZodType>(value: T) => value.nullable().optional();
/** What is left out stays; null goes back to the default, and removes a secret. */
export const setNotificationsSchema = z.strictObject({
  baseVersion: z.int().min(0),
  slackEnabled: optionalOf(plainFields.slackEnabled),
  slackChannel: optionalOf(plainFields.slackChannel),
  emailEnabled: optionalOf(plainFields.emailEnabled),
  emailRecipients: optionalOf(plainFields.emailRecipients),
  emailFrom: optionalOf(plainFields.emailFrom),
  smtpHost: optionalOf(plainFields.smtpHost),
  smtpPort: optionalOf(plainFields.smtpPort),
  smtpSecurity: optionalOf(plainFields.smtpSecurity),
  smtpUser: optionalOf(plainFields.smtpUser),
  allowPrivateTargets: optionalOf(plainFields.allowPrivateTargets),
  reminderMinutes: optionalOf(plainFields.reminderMinutes),
  linkHours: optionalOf(plainFields.linkHours),
  slackWebhookUrl: optionalOf(httpUrl),
  slackBotToken: optionalOf(text(500)),
  slackSigningSecret: optionalOf(text(500)),
  smtpPassword: optionalOf(text(500)),
  routing: z.partialRecord(z.enum(ESCALATION_TYPES), routeSchema).optional(),
  /** The whole list: one without an id is new, one that is missing is removed. */
  webhooks: z
    .array(z.strictObject({ id: idSchema.optional(), ...webhookFields, newSecret: z.boolean().optional() }))
    .max(20)
    .optional(),
});
export type SetNotifications = z.infer<typeof setNotificationsSchema>;

export const webhookTargetIdSchema = z.strictObject({ webhookId: idSchema });
export const webhookTargetSecretSchema = z.object({ secret: z.string() });

/** Where a test message goes: the person who asks (mail), the channel, or one webhook. */
export const testNotificationSchema = z.strictObject({ channel: z.enum(NOTIFICATION_CHANNELS), target: text(300).optional() });
export type TestNotification = z.infer<typeof testNotificationSchema>;
export const testedNotificationSchema = z.object({ ok: z.boolean(), error: z.string().nullable() });
export type TestedNotification = z.infer<typeof testedNotificationSchema>;

export const DELIVERY_STATUSES = ['queued', 'sending', 'sent', 'failed', 'skipped'] as const;
export const notificationDeliverySchema = z.object({
  id: idSchema,
  escalationId: idSchema.nullable(),
  runId: idSchema.nullable(),
  kind: z.string(),
  channel: z.string(),
  target: z.string(),
  title: z.string().nullable(),
  status: z.enum(DELIVERY_STATUSES),
  tries: z.int(),
  lastError: z.string().nullable(),
  createdAt: timeSchema,
  /** Of what is queued: not before. */
  nextAt: timeSchema,
  sentAt: timeSchema.nullable(),
});
export type NotificationDelivery = z.infer<typeof notificationDeliverySchema>;
export const listDeliveriesSchema = z.strictObject({
  status: z
    .string()
    .transform((value) => value.toLowerCase())
    .pipe(z.enum(DELIVERY_STATUSES))
    .optional(),
  escalationId: idSchema.optional(),
  cursor: cursorSchema.optional(),
  limit: limitSchema,
});
export type ListDeliveries = z.infer<typeof listDeliveriesSchema>;
export const deliveryPageSchema = pageOf(notificationDeliverySchema);
export const deliveryIdSchema = z.strictObject({ deliveryId: idSchema });

const hourOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:30');
function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}

/** How one person is told. */
export const preferencesSchema = z.strictObject({
  /** `mine`: what is assigned to them, or for a group that they are in. */
  email: z.enum(['all', 'mine', 'off']),
  /** `instant`, or put together once an hour or once a day. */
  pace: z.enum(['instant', 'hourly', 'daily']),
  /** When the daily one comes. */
  dailyAt: hourOfDay,
  minPriority: z.enum(ESCALATION_PRIORITIES),
  /** Types that they do not want to hear of. */
  mutedTypes: z.array(z.enum(ESCALATION_TYPES)).max(ESCALATION_TYPES.length),
  /** Nothing comes between the two; what is CRITICAL may. */
  quietHours: z.strictObject({ from: hourOfDay, to: hourOfDay }).nullable(),
  criticalAnyway: z.boolean(),
  reminders: z.boolean(),
  /** Whether they are told how it ended. */
  decided: z.boolean(),
  timeZone: z.string().max(64).refine(isTimeZone, 'must be a time zone such as Europe/Berlin'),
});
export type NotificationPreferences = z.infer<typeof preferencesSchema>;
export const DEFAULT_PREFERENCES: NotificationPreferences = {
  ...{ email: 'mine', pace: 'instant', dailyAt: '08:00', minPriority: 'LOW', mutedTypes: [], quietHours: null },
  ...{ criticalAnyway: true, reminders: true, decided: false, timeZone: 'UTC' },
};
export const myPreferencesSchema = z.object({ value: preferencesSchema, version: z.int(), emailAvailable: z.boolean() });
export type MyPreferences = z.infer<typeof myPreferencesSchema>;
export const setPreferencesSchema = z.strictObject({ baseVersion: z.int().min(0), value: preferencesSchema });
export type SetPreferences = z.infer<typeof setPreferencesSchema>;

/** What a link in a message shows before anything is done: nothing of artifacts, and nothing that was kept back. */
export const decisionLinkViewSchema = escalationSchema
  .pick({ type: true, tier: true, priority: true, status: true, title: true, taskKey: true, createdAt: true, deadlineAt: true })
  .extend({
    runGoal: z.string(),
    /** Null: it may hold what is kept back. */
    description: z.string().nullable(),
    defaultDecision: escalationSchema.shape.defaultDecision,
    decidedBy: z.string().nullable(),
    person: z.string(),
    expiresAt: timeSchema,
    /** What is of high risk asks for a reason. */
    reasonNeeded: z.boolean(),
  });
export type DecisionLinkView = z.infer<typeof decisionLinkViewSchema>;
export const lookDecisionSchema = z.strictObject({ token: z.string().min(1).max(200) });
export const takeDecisionSchema = z.strictObject({
  token: z.string().min(1).max(200),
  status: z.enum(['APPROVED', 'REJECTED']),
  note: text(2_000).optional(),
});
export type TakeDecision = z.infer<typeof takeDecisionSchema>;
