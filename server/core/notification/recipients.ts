import { ESCALATION_PRIORITIES, type EscalationPriority, type EscalationType } from '@/lib/contracts/escalation';
import type { NotificationKind, NotificationPreferences, NotificationRouting, WebhookTarget } from '@/lib/contracts/notification';
import { afterQuietHours, nextAt, nextHour } from './local-time';

/** What is told, as far as it says whom. */
export interface Told {
  kind: NotificationKind;
  type: EscalationType;
  priority: EscalationPriority;
  assignedTo: string | null;
  /** E-mails, separated by commas; null: everybody who may decide. */
  approverGroup: string | null;
  /** The person that this is for, where it is for one. */
  to: string | null;
}

/** Somebody who may decide. */
export interface Approver {
  email: string;
  preferences: NotificationPreferences;
}

/** Where, as far as the installation's settings say it. */
export interface Channels {
  /** Whether a message could go there at all. */
  slack: boolean;
  email: boolean;
  /** The shared addresses. */
  recipients: readonly string[];
  webhooks: readonly WebhookTarget[];
  routing: NotificationRouting;
}

/** One message to one place. `pace`: `digest` waits for others. */
export interface Recipient {
  channel: 'slack' | 'email' | 'webhook';
  target: string;
  notBefore: Date;
  pace: 'instant' | 'digest';
}

const atLeast = (priority: EscalationPriority, min: EscalationPriority): boolean =>
  ESCALATION_PRIORITIES.indexOf(priority) >= ESCALATION_PRIORITIES.indexOf(min);

const membersOf = (group: string | null): string[] =>
  (group ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);

/** Whether it is a person's own, more than everybody's. */
function isTheirs(told: Told, email: string): boolean {
  return told.to?.toLowerCase() === email || told.assignedTo?.toLowerCase() === email || membersOf(told.approverGroup).includes(email);
}

function wants(told: Told, { email, preferences }: Approver): boolean {
  const { kind } = told;
  if (preferences.email === 'off' || preferences.mutedTypes.includes(told.type)) return false;
  // What is for somebody is for nobody else.
  if (told.to !== null && told.to.toLowerCase() !== email) return false;
  const group = membersOf(told.approverGroup);
  if (group.length > 0 && !group.includes(email) && told.to === null) return false;
  if (kind === 'reminder' && !preferences.reminders) return false;
  if (kind === 'decided' && !preferences.decided) return false;
  if (!atLeast(told.priority, preferences.minPriority)) return false;
  return preferences.email === 'all' || isTheirs(told, email);
}

/** When a person's own settings let it come. */
function momentOf(told: Told, preferences: NotificationPreferences, now: Date): Pick<Recipient, 'notBefore' | 'pace'> {
  if (told.priority === 'CRITICAL' && preferences.criticalAnyway) return { notBefore: now, pace: 'instant' };
  const { pace, timeZone, quietHours, dailyAt } = preferences;
  // A reminder that waits for others comes after the deadline.
  const isInstant = pace === 'instant' || told.kind === 'reminder';
  const due = isInstant ? now : pace === 'hourly' ? nextHour(now, timeZone) : nextAt(now, dailyAt, timeZone);
  return { notBefore: afterQuietHours(due, quietHours, timeZone), pace: isInstant ? 'instant' : 'digest' };
}

/** Whom a notification goes to: everybody once, a shared address as it stands, a person by what they prefer. */
export function recipientsOf(told: Told, channels: Channels, approvers: readonly Approver[], now: Date): Recipient[] {
  const route = channels.routing[told.type];
  const heard = atLeast(told.priority, route.minPriority);
  const at = { notBefore: now, pace: 'instant' as const };
  const shared = told.to === null && heard;
  const people = new Map<string, Recipient>();
  // A shared mailbox hears what it is to decide; a channel sees how it ended.
  if (channels.email && route.email && shared && told.kind !== 'decided') {
    for (const target of channels.recipients) people.set(target.toLowerCase(), { channel: 'email', target: target.toLowerCase(), ...at });
  }
  if (channels.email && route.email) {
    for (const approver of approvers) {
      if (!wants(told, approver)) continue;
      people.set(approver.email, { channel: 'email', target: approver.email, ...momentOf(told, approver.preferences, now) });
    }
  }
  const hooks = channels.webhooks.filter(
    (hook) =>
      hook.enabled &&
      (hook.types.length === 0 || hook.types.includes(told.type)) &&
      (hook.kinds.length === 0 || hook.kinds.includes(told.kind)),
  );
  return [
    ...(channels.slack && route.slack && shared ? [{ channel: 'slack' as const, target: 'slack', ...at }] : []),
    ...people.values(),
    ...(route.webhooks && heard ? hooks.map((hook) => ({ channel: 'webhook' as const, target: hook.id, ...at })) : []),
  ];
}
