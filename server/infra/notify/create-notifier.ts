import { Webhook } from 'standardwebhooks';
import type { Notifier } from '@/server/core/ports/notifier';
import { createGuardedFetch } from '../net/guarded-fetch';
import { send } from './send-http';
import { sendMail } from './send-mail';
import { callSlack, sendSlackWebhook } from './send-slack';

const SLACK_API = 'https://slack.com/api';

/** What goes out to people and systems. `slackApi`: another address of Slack's Web API, for GovSlack and for tests. */
export function createNotifier({ slackApi = null }: { slackApi?: string | null } = {}): Notifier {
  const onInternet = createGuardedFetch('public');
  const anywhere = createGuardedFetch('private');
  const fetchFor = (allowPrivate: boolean) => (allowPrivate ? anywhere : onInternet);
  const api = slackApi ?? SLACK_API;
  // Whoever sets the environment may name an address beside us.
  const slackFetch = fetchFor(slackApi !== null);
  return {
    mail: sendMail,
    slackWebhook: (to, message) => sendSlackWebhook(fetchFor(to.allowPrivate), to, message),
    async slackMessage({ token, channel }, message) {
      const { text, blocks } = message;
      await callSlack(slackFetch, api, { method: 'chat.postMessage', token, body: { channel, text, blocks, unfurl_links: false } });
    },
    async slackEmail(token, userId) {
      const { user } = await callSlack(slackFetch, api, { method: `users.info?user=${encodeURIComponent(userId)}`, token });
      const { profile } = (user ?? {}) as { profile?: { email?: unknown } };
      return typeof profile?.email === 'string' ? profile.email.toLowerCase() : null;
    },
    async slackOpenView(token, triggerId, view) {
      await callSlack(slackFetch, api, { method: 'views.open', token, body: { trigger_id: triggerId, view } });
    },
    async slackRespond(url, answer) {
      const response = await send(slackFetch, url, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) });
      await response.body?.cancel();
    },
    async webhook({ id, url, secret, body, at }, { allowPrivate }) {
      await send(fetchFor(allowPrivate), url, {
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Signalbox',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': new Webhook(secret).sign(id, at, body),
        },
        body,
      }).then((response) => response.body?.cancel());
    },
  };
}
