import { z } from 'zod';
import { ESCALATION_TYPES, type EscalationType } from '@/lib/contracts/escalation';
import {
  type NotificationRoute,
  type NotificationRouting,
  type NotificationSecret,
  plainFields,
  SECRET_FIELDS,
  SMTP_SECURITIES,
  type SmtpSecurity,
  type WebhookTarget,
} from '@/lib/contracts/notification';
import { webhookTargetSecret } from '@/server/core/notification/webhook-secret';
import { unseal } from '@/server/core/secret/sealed';
import type { Tx } from '@/server/infra/db/tx';
import { readSetting } from '@/server/repositories/settings-repository';

export const NOTIFICATIONS_KEY = 'notifications';
export const SECRET_PURPOSE = 'notification secret';
/** The one that the environment may name; it is in no document. */
export const ENVIRONMENT_WEBHOOK = 'environment';

export interface PlainSettings {
  slackEnabled: boolean;
  slackChannel: string | null;
  emailEnabled: boolean;
  emailRecipients: string[];
  emailFrom: string | null;
  smtpHost: string | null;
  smtpPort: number;
  smtpSecurity: SmtpSecurity;
  smtpUser: string | null;
  allowPrivateTargets: boolean;
  reminderMinutes: number | null;
  linkHours: number;
}
export type PlainField = keyof PlainSettings;

/** What the environment gives; what it leaves out is the console's. */
export type GivenNotifications = Partial<PlainSettings> &
  Partial<Record<NotificationSecret, string>> & { webhook?: { url: string; secret: string } };

const DEFAULTS: PlainSettings = {
  ...{ slackEnabled: true, slackChannel: null, emailEnabled: false, emailRecipients: [], emailFrom: null, smtpHost: null },
  ...{ smtpPort: 587, smtpSecurity: SMTP_SECURITIES[0], smtpUser: null, allowPrivateTargets: false, reminderMinutes: 15, linkHours: 24 },
};
export const PLAIN_FIELDS = Object.keys(DEFAULTS) as PlainField[];

const sealedSchema = z.object({ sealed: z.string(), last4: z.string().nullable() });
const routeSchema = z.object({ slack: z.boolean(), email: z.boolean(), webhooks: z.boolean(), minPriority: z.string() });
const storedWebhookSchema = z.object({
  ...{ id: z.string(), name: z.string(), url: z.string(), enabled: z.boolean(), types: z.array(z.string()), kinds: z.array(z.string()) },
  secretVersion: z.int(),
});
export type StoredWebhook = z.infer<typeof storedWebhookSchema>;

/** What was never set, or set back, is not there. */
const documentSchema = z.object({
  plain: z.object(plainFields).partial().default({}),
  secrets: z.partialRecord(z.enum(SECRET_FIELDS), sealedSchema).default({}),
  routing: z.partialRecord(z.enum(ESCALATION_TYPES), routeSchema).default({}),
  webhooks: z.array(storedWebhookSchema).default([]),
});
export interface NotificationDocument {
  plain: Partial<PlainSettings>;
  secrets: Partial<Record<NotificationSecret, z.infer<typeof sealedSchema>>>;
  routing: Partial<NotificationRouting>;
  webhooks: StoredWebhook[];
}

export async function readDocument(tx: Tx): Promise<{ document: NotificationDocument; version: number }> {
  const { value, version } = await readSetting(tx, NOTIFICATIONS_KEY);
  return { document: documentSchema.parse(value ?? {}) as NotificationDocument, version };
}

export const routeOf = (document: NotificationDocument, type: EscalationType): NotificationRoute =>
  document.routing[type] ?? { slack: true, email: true, webhooks: true, minPriority: 'LOW' };

export function routingOf(document: NotificationDocument): NotificationRouting {
  return Object.fromEntries(ESCALATION_TYPES.map((type) => [type, routeOf(document, type)])) as NotificationRouting;
}

export function sourceOf(field: PlainField, document: NotificationDocument, given: GivenNotifications) {
  if (given[field] !== undefined) return 'environment' as const;
  return document.plain[field] === undefined ? ('default' as const) : ('console' as const);
}

export function plainOf({ plain }: NotificationDocument, given: GivenNotifications): PlainSettings {
  const held = (field: PlainField) => given[field] ?? (plain[field] === undefined ? DEFAULTS[field] : plain[field]);
  return Object.fromEntries(PLAIN_FIELDS.map((field) => [field, held(field)])) as unknown as PlainSettings;
}

/** A webhook with what signs it, and whether a private address may be called. */
export interface SignedWebhook extends WebhookTarget {
  secret: string;
  allowPrivate: boolean;
}

/** What a sender works with, secrets in the clear. */
export interface EffectiveSettings extends PlainSettings {
  secrets: Record<NotificationSecret, string | null>;
  /** Whether Slack's address may be private: whoever sets the environment may name one. */
  slackPrivate: boolean;
  routing: NotificationRouting;
  webhooks: SignedWebhook[];
}

export function targetOf({ id, name, url, enabled, types, kinds }: StoredWebhook): WebhookTarget {
  return { id, name, url, enabled, types: types as WebhookTarget['types'], kinds: kinds as WebhookTarget['kinds'], source: 'console' };
}

export function givenTarget(given: GivenNotifications): WebhookTarget[] {
  if (!given.webhook) return [];
  const { url } = given.webhook;
  return [{ id: ENVIRONMENT_WEBHOOK, name: 'Environment', url, enabled: true, types: [], kinds: [], source: 'environment' }];
}

export function effectiveOf(document: NotificationDocument, given: GivenNotifications, secret: string): EffectiveSettings {
  const plain = plainOf(document, given);
  const open = (field: NotificationSecret): string | null => {
    const stored = document.secrets[field];
    return given[field] ?? (stored ? unseal(stored.sealed, { secret, purpose: SECRET_PURPOSE, about: field }) : null);
  };
  const own = document.webhooks.map((hook) => ({
    ...targetOf(hook),
    secret: webhookTargetSecret(secret, hook.id, hook.secretVersion),
    allowPrivate: plain.allowPrivateTargets,
  }));
  const env = givenTarget(given).map((target) => ({ ...target, secret: given.webhook?.secret ?? '', allowPrivate: true }));
  return {
    ...plain,
    secrets: Object.fromEntries(SECRET_FIELDS.map((field) => [field, open(field)])) as EffectiveSettings['secrets'],
    slackPrivate: plain.allowPrivateTargets || given.slackWebhookUrl !== undefined,
    routing: routingOf(document),
    webhooks: [...own, ...env],
  };
}

/** Whether a message could go by Slack, and by mail. */
export const canSlack = (settings: EffectiveSettings): boolean =>
  settings.slackEnabled &&
  (settings.secrets.slackWebhookUrl !== null || (settings.secrets.slackBotToken !== null && settings.slackChannel !== null));
export const canMail = (settings: EffectiveSettings): boolean => settings.emailEnabled && settings.smtpHost !== null;
