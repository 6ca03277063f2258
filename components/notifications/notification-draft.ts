import type {
  NotificationRouting,
  NotificationSecret,
  NotificationSettings,
  SetNotifications,
  WebhookTarget,
} from '@/lib/contracts/notification';

/** A webhook as it is typed; one without an id is new. */
export type WebhookDraft = Pick<WebhookTarget, 'name' | 'url' | 'enabled' | 'types' | 'kinds'> & { id?: string; newSecret?: boolean };

export interface NotificationDraft {
  slackEnabled: boolean;
  slackChannel: string;
  emailEnabled: boolean;
  /** Separated by commas or lines. */
  emailRecipients: string;
  emailFrom: string;
  smtpHost: string;
  smtpPort: string;
  smtpSecurity: 'starttls' | 'tls' | 'none';
  smtpUser: string;
  allowPrivateTargets: boolean;
  /** Empty: never. */
  reminderMinutes: string;
  linkHours: string;
  /** What was typed anew; null: to be removed; absent: as it is. */
  secrets: Partial<Record<NotificationSecret, string | null>>;
  routing: NotificationRouting;
  webhooks: WebhookDraft[];
}

export type NotificationErrors = Partial<Record<string, string>>;

export const draftOf = (settings: NotificationSettings): NotificationDraft => ({
  slackEnabled: settings.slackEnabled.value,
  slackChannel: settings.slackChannel.value ?? '',
  emailEnabled: settings.emailEnabled.value,
  emailRecipients: settings.emailRecipients.value.join(', '),
  emailFrom: settings.emailFrom.value ?? '',
  smtpHost: settings.smtpHost.value ?? '',
  smtpPort: String(settings.smtpPort.value),
  smtpSecurity: settings.smtpSecurity.value,
  smtpUser: settings.smtpUser.value ?? '',
  allowPrivateTargets: settings.allowPrivateTargets.value,
  reminderMinutes: settings.reminderMinutes.value === null ? '' : String(settings.reminderMinutes.value),
  linkHours: String(settings.linkHours.value),
  secrets: {},
  routing: settings.routing,
  webhooks: settings.webhooks
    .filter(({ source }) => source === 'console')
    .map(({ id, name, url, enabled, types, kinds }) => ({ id, name, url, enabled, types, kinds })),
});

const orNull = (typed: string): string | null => typed.trim() || null;
export const addressesOf = (typed: string): string[] => typed.split(/[\s,;]+/).filter(Boolean);
const isWhole = (typed: string, min: number, max: number): boolean => {
  const value = Number(typed);
  return typed.trim() !== '' && Number.isInteger(value) && value >= min && value <= max;
};

/** What was typed, as the API takes it; what the environment gives is left out. Faults stand under their field. */
export function readDraft(
  draft: NotificationDraft,
  settings: NotificationSettings,
): { ok: true; value: Omit<SetNotifications, 'baseVersion'> } | { ok: false; errors: NotificationErrors } {
  const errors: NotificationErrors = {};
  if (!isWhole(draft.smtpPort, 1, 65_535)) errors.smtpPort = 'A port from 1 to 65535.';
  if (draft.reminderMinutes.trim() !== '' && !isWhole(draft.reminderMinutes, 1, 10_080)) {
    errors.reminderMinutes = 'A whole number of minutes up to a week, or nothing for no reminders.';
  }
  if (!isWhole(draft.linkHours, 1, 336)) errors.linkHours = 'A whole number of hours from 1 to 336.';
  const bad = addressesOf(draft.emailRecipients).find((one) => !/^[^\s@]+@[^\s@]+$/.test(one));
  if (bad) errors.emailRecipients = `"${bad}" is no e-mail address.`;
  for (const [index, hook] of draft.webhooks.entries()) {
    if (!hook.name.trim()) errors[`webhooks.${index}.name`] = 'Give it a name.';
    if (!/^https?:\/\/[^\s/]+/.test(hook.url)) errors[`webhooks.${index}.url`] = 'An address that begins with https:// or http://.';
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const plain = {
    slackEnabled: draft.slackEnabled,
    slackChannel: orNull(draft.slackChannel),
    emailEnabled: draft.emailEnabled,
    emailRecipients: addressesOf(draft.emailRecipients),
    emailFrom: orNull(draft.emailFrom),
    smtpHost: orNull(draft.smtpHost),
    smtpPort: Number(draft.smtpPort),
    smtpSecurity: draft.smtpSecurity,
    smtpUser: orNull(draft.smtpUser),
    allowPrivateTargets: draft.allowPrivateTargets,
    reminderMinutes: draft.reminderMinutes.trim() === '' ? null : Number(draft.reminderMinutes),
    linkHours: Number(draft.linkHours),
  };
  const sent = Object.fromEntries(
    Object.entries(plain).filter(([field]) => settings[field as keyof typeof plain].source !== 'environment'),
  ) as Partial<typeof plain>;
  const webhooks = draft.webhooks.map((hook) => ({ ...hook, name: hook.name.trim(), url: hook.url.trim() }));
  return { ok: true, value: { ...sent, ...draft.secrets, routing: draft.routing, webhooks } };
}
