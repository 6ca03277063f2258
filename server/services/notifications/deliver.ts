import { createHash } from 'node:crypto';
import type { EscalationView } from '@/lib/contracts/escalation';
import { digestOf, htmlOf, type Notice, subjectOf, textOf } from '@/server/core/notification/message';
import { slackMessageOf } from '@/server/core/notification/slack-message';
import { webhookBodyOf } from '@/server/core/notification/webhook-body';
import { decisionToken } from '@/server/core/notification/webhook-secret';
import { DeliveryFault, type SmtpServer } from '@/server/core/ports/notifier';
import { maskDeep } from '@/server/core/secret/mask-found';
import { insertDecisionLink } from '@/server/repositories/decision-link-repository';
import { readEscalation } from '@/server/repositories/escalation-view-repository';
import { findToldPerson, type ToldPersonRow } from '@/server/repositories/notification-preference-repository';
import type { ClaimedDelivery } from '@/server/repositories/notification-repository';
import { readHeldWords } from '@/server/repositories/quarantine-repository';
import { databaseNow } from '@/server/repositories/schedule-repository';
import { readAddress } from './address';
import type { NotificationsDeps } from './deps';
import { isStale, kindOf, preferencesOf } from './route-notification';
import { canMail, canSlack, type EffectiveSettings } from './settings';

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Said where a delivery is not made; it counts as skipped, and nobody tries again. */
class NotNeeded extends Error {}
export const isNotNeeded = (error: unknown): error is Error => error instanceof NotNeeded;

export function smtpOf(settings: EffectiveSettings): { server: SmtpServer; from: string } {
  const { smtpHost, smtpPort, smtpSecurity, smtpUser, emailFrom, secrets } = settings;
  if (!smtpHost) throw new DeliveryFault('No mail server is set');
  const server = { host: smtpHost, port: smtpPort, security: smtpSecurity, user: smtpUser, password: secrets.smtpPassword };
  const isAddress = smtpUser?.includes('@') ?? false;
  return { server, from: emailFrom ?? (isAddress ? `Signalbox <${smtpUser}>` : 'Signalbox <signalbox@localhost>') };
}

async function escalationOf(deps: NotificationsDeps, delivery: ClaimedDelivery): Promise<EscalationView> {
  const found = delivery.escalationId ? await readEscalation(deps.db, delivery.escalationId) : null;
  if (!found) throw new NotNeeded('What it was about is gone');
  if (isStale(kindOf(delivery.kind), found)) throw new NotNeeded('It was decided meanwhile');
  return maskDeep(found, await readHeldWords(deps.db, found.runId));
}

/** A link that decides, for somebody who may; the same at every try. */
async function linkFor(
  deps: NotificationsDeps,
  delivery: ClaimedDelivery,
  of: EscalationView,
  person: ToldPersonRow | null,
  hours: number,
) {
  if (!person || !deps.deciders.includes(person.role) || of.status !== 'OPEN') return null;
  const token = decisionToken(deps.secret, delivery.id, person.email);
  await insertDecisionLink(deps.db, { tokenHash: hashOfToken(token), escalationId: of.id, runId: of.runId, person: person.email, hours });
  return token;
}

/** Sends one message. @throws DeliveryFault, or NotNeeded where there is nothing to tell any more */
export async function deliver(deps: NotificationsDeps, delivery: ClaimedDelivery, settings: EffectiveSettings): Promise<void> {
  const facts = await escalationOf(deps, delivery);
  const address = await readAddress(deps);
  const notice: Notice = { kind: kindOf(delivery.kind), facts, url: `${address}/inbox/${facts.id}`, decideUrl: null, timeZone: 'UTC' };
  switch (delivery.channel) {
    case 'slack':
      return sendSlack(deps, notice, settings);
    case 'webhook':
      return sendWebhook(deps, delivery, notice, settings);
    default:
      return sendMailTo(deps, delivery, notice, settings, address);
  }
}

async function sendMailTo(deps: NotificationsDeps, delivery: ClaimedDelivery, bare: Notice, settings: EffectiveSettings, address: string) {
  if (!canMail(settings)) throw new NotNeeded('Mail is switched off');
  const person = await findToldPerson(deps.db, delivery.target);
  // The first try says how long its link lives; a mail that nobody could use is no help.
  const token = await linkFor(deps, delivery, { ...(bare.facts as EscalationView) }, person, settings.linkHours);
  const timeZone = person ? preferencesOf(person.preferences).timeZone : 'UTC';
  const notice = { ...bare, timeZone, decideUrl: token && address ? `${address}/decide/${token}` : null };
  const { server, from } = smtpOf(settings);
  await deps.notifier.mail(server, {
    ...{ id: delivery.id, from, to: delivery.target, subject: subjectOf(notice), text: textOf(notice), html: htmlOf(notice) },
  });
}

async function sendSlack(deps: NotificationsDeps, notice: Notice, settings: EffectiveSettings): Promise<void> {
  if (!canSlack(settings)) throw new NotNeeded('Slack is switched off');
  const { slackChannel, secrets, slackPrivate } = settings;
  if (secrets.slackBotToken && slackChannel) {
    const message = slackMessageOf(notice, { interactive: secrets.slackSigningSecret !== null });
    return deps.notifier.slackMessage({ token: secrets.slackBotToken, channel: slackChannel }, message);
  }
  if (!secrets.slackWebhookUrl) throw new NotNeeded('Slack is switched off');
  const to = { url: secrets.slackWebhookUrl, channel: slackChannel, allowPrivate: slackPrivate };
  return deps.notifier.slackWebhook(to, slackMessageOf(notice, { interactive: false }));
}

async function sendWebhook(deps: NotificationsDeps, delivery: ClaimedDelivery, notice: Notice, settings: EffectiveSettings): Promise<void> {
  const hook = settings.webhooks.find((one) => one.id === delivery.target);
  if (!hook?.enabled) throw new NotNeeded('The webhook is gone or switched off');
  const call = { id: delivery.id, url: hook.url, secret: hook.secret, body: webhookBodyOf(notice, delivery.createdAt) };
  await deps.notifier.webhook({ ...call, at: await databaseNow(deps.db) }, { allowPrivate: hook.allowPrivate });
}

/** One mail for all that was put together for a person. Returns the ids of those that there was something to tell of. */
export async function deliverDigest(
  deps: NotificationsDeps,
  items: readonly ClaimedDelivery[],
  settings: EffectiveSettings,
): Promise<void> {
  const [first] = items;
  if (!first) return;
  if (!canMail(settings)) throw new NotNeeded('Mail is switched off');
  const [address, person] = [await readAddress(deps), await findToldPerson(deps.db, first.target)];
  if (!person) throw new NotNeeded('This person is gone');
  const { timeZone } = preferencesOf(person.preferences);
  const notices: Notice[] = [];
  for (const item of items) {
    const facts = await escalationOf(deps, item).catch((error: unknown) => {
      if (error instanceof NotNeeded) return null;
      throw error;
    });
    if (facts) notices.push({ kind: kindOf(item.kind), facts, url: `${address}/inbox/${facts.id}`, decideUrl: null, timeZone });
  }
  if (notices.length === 0) throw new NotNeeded('All of it was decided meanwhile');
  const { server, from } = smtpOf(settings);
  await deps.notifier.mail(server, { id: first.id, from, to: first.target, ...digestOf(notices) });
}
