import type { Page } from '@/lib/contracts/common';
import type {
  DecisionLinkView,
  ListDeliveries,
  MyPreferences,
  NotificationDelivery,
  NotificationSettings,
  SetNotifications,
  SetPreferences,
  TakeDecision,
  TestedNotification,
  TestNotification,
} from '@/lib/contracts/notification';
import type { Caller } from '@/server/core/access/caller';
import { getNotificationSettings, secretOfWebhook, setNotificationSettings } from './change-settings';
import { lookAtDecision, takeDecision } from './decision-links';
import { startDeliveryLoop } from './delivery-loop';
import type { NotificationsDeps } from './deps';
import { pageDeliveries, retryDelivery } from './list-deliveries';
import { getPreferences, setPreferences } from './preferences';
import { answerSlack, type SlackRequest } from './slack-interaction';
import { testNotification } from './test-notification';

/** How people and systems outside are told, and how they answer from there. Each verb throws as the file of its name says. */
export interface NotificationsService {
  settings(): Promise<NotificationSettings>;
  setSettings(input: SetNotifications, caller: Caller): Promise<NotificationSettings>;
  webhookSecret(webhookId: string): Promise<{ secret: string }>;
  test(input: TestNotification, caller: Caller): Promise<TestedNotification>;
  deliveries(input: ListDeliveries): Promise<Page<NotificationDelivery>>;
  retry(deliveryId: string, caller: Caller): Promise<NotificationDelivery>;
  preferences(caller: Caller): Promise<MyPreferences>;
  setPreferences(input: SetPreferences, caller: Caller): Promise<MyPreferences>;
  lookAtDecision(token: string): Promise<DecisionLinkView>;
  takeDecision(input: TakeDecision): Promise<{ status: string }>;
  answerSlack(request: SlackRequest): ReturnType<typeof answerSlack>;
  /** Sends what is due, in this process. */
  startSending(): { stop(): Promise<void> };
}

export function createNotificationsService(deps: NotificationsDeps): NotificationsService {
  return {
    settings: () => getNotificationSettings(deps),
    setSettings: (input, caller) => setNotificationSettings(deps, input, caller),
    webhookSecret: (webhookId) => secretOfWebhook(deps, webhookId),
    test: (input, caller) => testNotification(deps, input, caller),
    deliveries: (input) => pageDeliveries(deps.db, input),
    retry: (deliveryId, caller) => retryDelivery(deps.db, deliveryId, caller),
    preferences: (caller) => getPreferences(deps, caller),
    setPreferences: (input, caller) => setPreferences(deps, input, caller),
    lookAtDecision: (token) => lookAtDecision(deps, token),
    takeDecision: (input) => takeDecision(deps, input),
    answerSlack: (request) => answerSlack(deps, request),
    startSending: () => startDeliveryLoop(deps),
  };
}
