import type { EscalationView } from '@/lib/contracts/escalation';
import { DEFAULT_PREFERENCES, NOTIFICATION_KINDS, type NotificationKind, preferencesSchema } from '@/lib/contracts/notification';
import { type Approver, recipientsOf, type Told } from '@/server/core/notification/recipients';
import type { Tx } from '@/server/infra/db/tx';
import { readEscalation } from '@/server/repositories/escalation-view-repository';
import { listToldPeople } from '@/server/repositories/notification-preference-repository';
import { type ClaimedDelivery, insertDeliveries } from '@/server/repositories/notification-repository';
import { databaseNow } from '@/server/repositories/schedule-repository';
import type { NotificationsDeps } from './deps';
import { canMail, canSlack, type EffectiveSettings } from './settings';

export const preferencesOf = (stored: unknown) => ({ ...DEFAULT_PREFERENCES, ...preferencesSchema.partial().safeParse(stored ?? {}).data });
export const kindOf = (kind: string): NotificationKind => NOTIFICATION_KINDS.find((one) => one === kind) ?? 'opened';

/** Told too late to matter: what asks for a decision, of something decided. */
export const isStale = (kind: NotificationKind, { status }: Pick<EscalationView, 'status'>): boolean =>
  kind !== 'decided' && status !== 'OPEN';

/** Makes of one notice a delivery for each place that hears of it. Null: done; else why nobody is told. */
export async function routeNotification(
  deps: Pick<NotificationsDeps, 'deciders'>,
  tx: Tx,
  notice: ClaimedDelivery,
  settings: EffectiveSettings,
): Promise<string | null> {
  const escalation = notice.escalationId ? await readEscalation(tx, notice.escalationId) : null;
  if (!escalation) return 'What it was about is gone';
  const kind = kindOf(notice.kind);
  if (isStale(kind, escalation)) return 'It was decided before anybody was told';
  const to = typeof notice.payload.to === 'string' ? notice.payload.to : null;
  const people = await listToldPeople(tx, deps.deciders, to);
  const approvers: Approver[] = people.map(({ email, preferences }) => ({ email, preferences: preferencesOf(preferences) }));
  const { type, priority, assignedTo, approverGroup } = escalation;
  const told: Told = { kind, type, priority, assignedTo, approverGroup, to };
  const channels = {
    ...{ slack: canSlack(settings), email: canMail(settings), recipients: settings.emailRecipients },
    ...{ webhooks: settings.webhooks, routing: settings.routing },
  };
  const recipients = recipientsOf(told, channels, approvers, await databaseNow(tx));
  await insertDeliveries(
    tx,
    recipients.map((one) => ({
      ...{ escalationId: escalation.id, runId: escalation.runId, kind, target: one.target, notBefore: one.notBefore },
      channel: one.pace === 'digest' ? ('digest' as const) : one.channel,
      dedupeKey: `${notice.dedupeKey}|${one.channel}|${one.target}`,
    })),
  );
  return recipients.length > 0 ? null : 'Nobody is to be told of it';
}
