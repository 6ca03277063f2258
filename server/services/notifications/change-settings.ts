import {
  type NotificationSecret,
  type NotificationSettings,
  SECRET_FIELDS,
  type SetNotifications,
  type WebhookTarget,
} from '@/lib/contracts/notification';
import { AppError, invalidInput } from '@/lib/errors';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import { webhookTargetSecret } from '@/server/core/notification/webhook-secret';
import { seal } from '@/server/core/secret/sealed';
import { appendAudit } from '@/server/repositories/audit-repository';
import { saveSetting } from '@/server/repositories/settings-repository';
import type { NotificationsDeps } from './deps';
import {
  type GivenNotifications,
  givenTarget,
  NOTIFICATIONS_KEY,
  type NotificationDocument,
  PLAIN_FIELDS,
  plainOf,
  readDocument,
  routingOf,
  SECRET_PURPOSE,
  type StoredWebhook,
  sourceOf,
  targetOf,
} from './settings';

type SettingsDeps = Pick<NotificationsDeps, 'db' | 'secret' | 'randomBytes' | 'randomId' | 'given'>;

/** From so many characters on the end of a secret tells which one it is, and not too much. */
const SHOWN_FROM_CHARACTERS = 16;
const last4Of = (secret: string): string | null => (secret.length >= SHOWN_FROM_CHARACTERS ? secret.slice(-4) : null);

/** The variable of the environment that gives a field, as a person has to look for it. */
const VARIABLES: Record<string, string> = {
  ...{
    slackEnabled: 'ESCALATION_SLACK_ENABLED',
    slackChannel: 'ESCALATION_SLACK_CHANNEL',
    slackWebhookUrl: 'ESCALATION_SLACK_WEBHOOK_URL',
  },
  ...{ slackBotToken: 'ESCALATION_SLACK_BOT_TOKEN', slackSigningSecret: 'ESCALATION_SLACK_SIGNING_SECRET' },
  ...{ emailEnabled: 'ESCALATION_EMAIL_ENABLED', emailRecipients: 'ESCALATION_EMAIL_RECIPIENTS', emailFrom: 'ESCALATION_EMAIL_FROM' },
  ...{ smtpHost: 'ESCALATION_SMTP_HOST', smtpPort: 'ESCALATION_SMTP_PORT', smtpSecurity: 'ESCALATION_SMTP_SECURITY' },
  ...{
    smtpUser: 'ESCALATION_SMTP_USER',
    smtpPassword: 'ESCALATION_SMTP_PASSWORD',
    allowPrivateTargets: 'ESCALATION_ALLOW_PRIVATE_TARGETS',
  },
};

function viewOf(document: NotificationDocument, version: number, given: GivenNotifications): NotificationSettings {
  const plain = plainOf(document, given);
  const secretView = (field: NotificationSecret) => {
    const fromEnvironment = given[field];
    if (fromEnvironment !== undefined) return { isSet: true, last4: last4Of(fromEnvironment), source: 'environment' as const };
    const stored = document.secrets[field];
    return { isSet: stored !== undefined, last4: stored?.last4 ?? null, source: stored ? ('console' as const) : ('default' as const) };
  };
  return {
    version,
    ...(Object.fromEntries(PLAIN_FIELDS.map((field) => [field, { value: plain[field], source: sourceOf(field, document, given) }])) as Pick<
      NotificationSettings,
      (typeof PLAIN_FIELDS)[number]
    >),
    ...(Object.fromEntries(SECRET_FIELDS.map((field) => [field, secretView(field)])) as Pick<NotificationSettings, NotificationSecret>),
    routing: routingOf(document),
    webhooks: [...document.webhooks.map(targetOf), ...givenTarget(given)],
  };
}

export async function getNotificationSettings(deps: SettingsDeps): Promise<NotificationSettings> {
  const { document, version } = await readDocument(deps.db);
  return viewOf(document, version, deps.given);
}

/** @throws AppError stale_version, invalid_input (given by the environment, an unknown webhook) */
export async function setNotificationSettings(deps: SettingsDeps, input: SetNotifications, caller: Caller): Promise<NotificationSettings> {
  const { baseVersion, ...changes } = input;
  for (const field of [...PLAIN_FIELDS, ...SECRET_FIELDS]) {
    if (changes[field] === undefined || deps.given[field] === undefined) continue;
    throw invalidInput(field, `is given by the environment (${VARIABLES[field] ?? field}) and cannot be changed here`);
  }
  await deps.db.transaction(async (tx) => {
    const { document: before } = await readDocument(tx);
    const otherHost = changes.smtpHost !== undefined && changes.smtpHost !== (before.plain.smtpHost ?? null);
    // A password goes to the server that it was given for and to no other.
    if (otherHost && before.secrets.smtpPassword && changes.smtpPassword === undefined) {
      throw invalidInput('smtpPassword', 'must be given again for another mail server, or removed');
    }
    const after: NotificationDocument = {
      plain: definedOf({
        ...before.plain,
        ...Object.fromEntries(PLAIN_FIELDS.flatMap((f) => (changes[f] === undefined ? [] : [[f, changes[f]]]))),
      }),
      secrets: secretsOf(deps, before, changes),
      routing: { ...before.routing, ...changes.routing },
      webhooks: changes.webhooks ? webhooksOf(deps, before, changes.webhooks) : before.webhooks,
    };
    await saveSetting(tx, { key: NOTIFICATIONS_KEY, value: after, baseVersion, actor: actorOf(caller) });
    await appendAudit(tx, auditActorOf(caller), {
      action: 'settings.change',
      target: { kind: 'settings', id: NOTIFICATIONS_KEY },
      before: forAudit(before),
      after: forAudit(after),
    });
  });
  return getNotificationSettings(deps);
}

/** What was set back to nothing holds no place; `reminderMinutes` alone may be nothing on purpose. */
function definedOf(plain: NotificationDocument['plain']): NotificationDocument['plain'] {
  return Object.fromEntries(Object.entries(plain).filter(([field, value]) => value !== null || field === 'reminderMinutes'));
}

function secretsOf(deps: SettingsDeps, before: NotificationDocument, changes: Partial<SetNotifications>): NotificationDocument['secrets'] {
  const secrets = { ...before.secrets };
  for (const field of SECRET_FIELDS) {
    const next = changes[field];
    if (next === undefined) continue;
    if (next === null) delete secrets[field];
    else {
      const sealed = seal(next, { secret: deps.secret, purpose: SECRET_PURPOSE, about: field, iv: deps.randomBytes(12) });
      secrets[field] = { sealed, last4: last4Of(next) };
    }
  }
  return secrets;
}

/** A secret is for one origin: where the address changes to another one, so does the secret. */
function webhooksOf(deps: SettingsDeps, before: NotificationDocument, wanted: NonNullable<SetNotifications['webhooks']>): StoredWebhook[] {
  return wanted.map(({ id, newSecret = false, ...fields }, index) => {
    const known = before.webhooks.find((one) => one.id === id);
    if (id !== undefined && !known) throw invalidInput(`webhooks.${index}.id`, 'there is no such webhook');
    if (!known) return { id: deps.randomId(), ...fields, secretVersion: 1 };
    const moved = new URL(known.url).origin !== new URL(fields.url).origin;
    return { id: known.id, ...fields, secretVersion: known.secretVersion + (newSecret || moved ? 1 : 0) };
  });
}

/** Never a secret, and of addresses not what may stand for one in them. */
function forAudit({ plain, secrets, routing, webhooks }: NotificationDocument) {
  const originOf = ({ url, ...rest }: StoredWebhook): Omit<WebhookTarget, 'source' | 'types' | 'kinds'> => ({
    ...{ id: rest.id, name: rest.name, enabled: rest.enabled },
    url: new URL(url).origin,
  });
  return {
    ...plain,
    secrets: Object.fromEntries(Object.entries(secrets).map(([f, one]) => [f, `set${one?.last4 ? ` (…${one.last4})` : ''}`])),
    routing,
    webhooks: webhooks.map(originOf),
  };
}

/** What a receiver checks the signatures of a webhook with. @throws AppError not_found */
export async function secretOfWebhook(deps: SettingsDeps, webhookId: string): Promise<{ secret: string }> {
  const { document } = await readDocument(deps.db);
  const hook = document.webhooks.find((one) => one.id === webhookId);
  if (!hook) throw new AppError('not_found', 'There is no such webhook');
  return { secret: webhookTargetSecret(deps.secret, hook.id, hook.secretVersion) };
}
