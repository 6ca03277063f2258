import {
  deliveryIdSchema,
  deliveryPageSchema,
  listDeliveriesSchema,
  myPreferencesSchema,
  notificationDeliverySchema,
  notificationSettingsSchema,
  setNotificationsSchema,
  setPreferencesSchema,
  testedNotificationSchema,
  testNotificationSchema,
  webhookTargetIdSchema,
  webhookTargetSecretSchema,
} from '@/lib/contracts/notification';
import { procedure, router } from '../trpc';

export const notificationsRouter = router({
  settings: procedure('settings.manage', {
    method: 'GET',
    path: '/settings/notifications',
    summary: 'Read how people and systems outside are told of escalations; secrets only as far as they are set',
  })
    .output(notificationSettingsSchema)
    .query(({ ctx }) => ctx.services.notifications.settings()),

  setSettings: procedure('settings.manage', {
    method: 'PUT',
    path: '/settings/notifications',
    summary: 'Change Slack, mail, webhooks and routing; what is left out stays',
  })
    .input(setNotificationsSchema)
    .output(notificationSettingsSchema)
    .mutation(({ ctx, input }) => ctx.services.notifications.setSettings(input, ctx.caller)),

  webhookSecret: procedure('settings.manage', {
    method: 'GET',
    path: '/settings/notifications/webhooks/{webhookId}/secret',
    summary: 'The secret with which a receiver checks our signatures (Standard Webhooks)',
  })
    .input(webhookTargetIdSchema)
    .output(webhookTargetSecretSchema)
    .query(({ ctx, input }) => ctx.services.notifications.webhookSecret(input.webhookId)),

  test: procedure('settings.manage', {
    method: 'POST',
    path: '/settings/notifications/test',
    summary: 'Send a test message now and hear what the other side said',
  })
    .input(testNotificationSchema)
    .output(testedNotificationSchema)
    .mutation(({ ctx, input }) => ctx.services.notifications.test(input, ctx.caller)),

  deliveries: procedure('settings.manage', {
    method: 'GET',
    path: '/notifications',
    summary: 'List deliveries with their tries and their last error, newest first',
  })
    .input(listDeliveriesSchema.prefault({}))
    .output(deliveryPageSchema)
    .query(({ ctx, input }) => ctx.services.notifications.deliveries(input)),

  retry: procedure('settings.manage', {
    method: 'POST',
    path: '/notifications/{deliveryId}/retry',
    summary: 'Send a failed delivery again',
  })
    .input(deliveryIdSchema)
    .output(notificationDeliverySchema)
    .mutation(({ ctx, input }) => ctx.services.notifications.retry(input.deliveryId, ctx.caller)),

  /** One's own: every role may, and no token has any. */
  preferences: procedure('runs.read')
    .output(myPreferencesSchema)
    .query(({ ctx }) => ctx.services.notifications.preferences(ctx.caller)),

  setPreferences: procedure('runs.read')
    .input(setPreferencesSchema)
    .output(myPreferencesSchema)
    .mutation(({ ctx, input }) => ctx.services.notifications.setPreferences(input, ctx.caller)),
});
