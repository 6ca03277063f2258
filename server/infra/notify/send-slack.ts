import { IncomingWebhook, IncomingWebhookHTTPError, type IncomingWebhookSendArguments } from '@slack/webhook';
import { DeliveryFault, type SlackMessage } from '@/server/core/ports/notifier';
import type { Fetch } from '../net/guarded-fetch';
import { retryAfterMs, send, TIMEOUT_MS, wordsOf } from './send-http';

/** @throws DeliveryFault */
export async function sendSlackWebhook(fetch: Fetch, to: { url: string; channel: string | null }, message: SlackMessage): Promise<void> {
  let wait: number | null = null;
  const watched: Fetch = async (url, init) => {
    const response = await fetch(url, init);
    wait = retryAfterMs(response.headers.get('retry-after'), Date.now());
    return response;
  };
  const webhook = new IncomingWebhook(to.url, {
    // Its type of `fetch` is narrower than what it calls it with.
    fetch: watched as never,
    timeout: TIMEOUT_MS,
    ...(to.channel ? { channel: to.channel } : {}),
  });
  try {
    await webhook.send({ text: message.text, blocks: message.blocks as unknown as IncomingWebhookSendArguments['blocks'] });
  } catch (error) {
    if (error instanceof IncomingWebhookHTTPError) {
      throw new DeliveryFault(`Slack answered ${error.statusCode}: ${error.body.slice(0, 200)}`, error.statusCode === 410, wait);
    }
    const original = error instanceof Error && 'original' in error ? error.original : error;
    throw new DeliveryFault(wordsOf(original));
  }
}

/** A call of Slack's Web API. @throws DeliveryFault */
export async function callSlack(
  fetch: Fetch,
  api: string,
  { method, token, body }: { method: string; token: string; body?: Record<string, unknown> },
): Promise<Record<string, unknown>> {
  const response = await send(fetch, `${api}/${method}`, {
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json; charset=utf-8' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  // Slack answers 200 with `ok: false`.
  if (answer.ok !== true) throw new DeliveryFault(`Slack refused it: ${String(answer.error ?? 'no reason given').slice(0, 200)}`);
  return answer;
}
