import { randomBytes, randomUUID } from 'node:crypto';
import { rolesWith } from '@/server/auth/permissions';
import type { NotificationConfig } from '@/server/config-notifications';
import type { Clock } from '@/server/core/ports/clock';
import type { Log } from '@/server/core/ports/log';
import type { Database } from '@/server/infra/db/tx';
import { createNotifier } from '@/server/infra/notify/create-notifier';
import type { NotificationsDeps } from '@/server/services/notifications/deps';
import { createNotificationsService, type NotificationsService } from '@/server/services/notifications/notifications-service';

/** Slack, mail and webhooks, wired; `decide` is the decision of every other door. */
export function composeNotifications(
  deps: { db: Database; clock: Clock; log: Log; secret: string; publicUrl: () => string; notifications?: NotificationConfig },
  decide: NotificationsDeps['decide'],
): NotificationsService {
  const { db, clock, log, secret, publicUrl } = deps;
  const { given, slackApi } = deps.notifications ?? { given: {}, slackApi: null };
  return createNotificationsService({
    ...{ db, clock, log, secret, publicUrl, decide, given, randomBytes, randomId: randomUUID },
    notifier: createNotifier({ slackApi }),
    deciders: rolesWith('escalations.decide'),
  });
}

/** Runs several as one. */
export function together(...parts: { stop(): Promise<void> }[]): { stop(): Promise<void> } {
  return { stop: async () => void (await Promise.all(parts.map((part) => part.stop()))) };
}
