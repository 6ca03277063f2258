import type { TestedNotification, TestNotification } from '@/lib/contracts/notification';
import { AppError, invalidInput } from '@/lib/errors';
import { auditActorOf, type Caller } from '@/server/core/access/caller';
import { DeliveryFault } from '@/server/core/ports/notifier';
import { maskSecrets } from '@/server/core/secret/mask-secrets';
import { appendAudit } from '@/server/repositories/audit-repository';
import { databaseNow } from '@/server/repositories/schedule-repository';
import { readAddress } from './address';
import { smtpOf } from './deliver';
import type { NotificationsDeps } from './deps';
import { type EffectiveSettings, effectiveOf, readDocument } from './settings';

const SENTENCE = 'This is a test: notifications of Signalbox arrive here.';

/** Sends a test message now, once, and tells what the other side said. @throws AppError invalid_input (nothing to send to) */
export async function testNotification(deps: NotificationsDeps, input: TestNotification, caller: Caller): Promise<TestedNotification> {
  const { document } = await readDocument(deps.db);
  const settings = effectiveOf(document, deps.given, deps.secret);
  let error: string | null = null;
  try {
    await send(deps, settings, input, caller);
  } catch (fault) {
    if (!(fault instanceof DeliveryFault)) throw fault;
    error = maskSecrets(fault.message);
  }
  await deps.db.transaction((tx) =>
    appendAudit(tx, auditActorOf(caller), {
      action: 'notification.test',
      target: { kind: 'settings', id: 'notifications' },
      after: { channel: input.channel, ok: error === null },
    }),
  );
  return { ok: error === null, error };
}

async function send(
  deps: NotificationsDeps,
  settings: EffectiveSettings,
  { channel, target }: TestNotification,
  caller: Caller,
): Promise<void> {
  const url = await readAddress(deps);
  if (channel === 'email') {
    const to = target ?? (caller.kind === 'user' ? caller.name : settings.emailRecipients[0]);
    if (!to) throw invalidInput('target', 'name an e-mail address: a token has none');
    if (!settings.smtpHost) throw invalidInput('channel', 'no mail server is set');
    const { server, from } = smtpOf(settings);
    const mail = {
      id: deps.randomId(),
      from,
      to,
      subject: 'Test message from Signalbox',
      text: `${SENTENCE}\n\n${url}`,
      html: `<p>${SENTENCE}</p>`,
    };
    return deps.notifier.mail(server, mail);
  }
  if (channel === 'slack') {
    const { slackBotToken: token, slackWebhookUrl } = settings.secrets;
    const message = { text: SENTENCE, blocks: [{ type: 'section', text: { type: 'plain_text', text: SENTENCE } }] };
    if (token && settings.slackChannel) return deps.notifier.slackMessage({ token, channel: settings.slackChannel }, message);
    if (!slackWebhookUrl) throw invalidInput('channel', 'neither an address of Slack nor a bot with a channel is set');
    return deps.notifier.slackWebhook(
      { url: slackWebhookUrl, channel: settings.slackChannel, allowPrivate: settings.slackPrivate },
      message,
    );
  }
  const hook = settings.webhooks.find((one) => one.id === target) ?? (target === undefined ? settings.webhooks[0] : undefined);
  if (!hook) throw new AppError('not_found', 'There is no such webhook');
  const at = await databaseNow(deps.db);
  const body = JSON.stringify({ type: 'test', timestamp: at.toISOString(), data: { message: SENTENCE } });
  return deps.notifier.webhook({ id: deps.randomId(), url: hook.url, secret: hook.secret, body, at }, { allowPrivate: hook.allowPrivate });
}
