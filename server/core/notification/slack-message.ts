import { isHighRisk } from '@/lib/escalation/is-high-risk';
import { maskSecrets } from '../secret/mask-secrets';
import { linesOf, type Notice, subjectOf, tellableDescription } from './message';

/** Slack's own escapes; what is left can be no link, no mention and no markup of a channel. */
export const slackText = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const MAX_SECTION = 2_900;
export const SLACK_ACTIONS = { approve: 'escalation_approve', reject: 'escalation_reject', open: 'escalation_open' } as const;

const confirmOf = (word: 'approve' | 'reject', title: string) => ({
  title: { type: 'plain_text', text: word === 'approve' ? 'Approve this?' : 'Reject this?' },
  text: { type: 'plain_text', text: maskSecrets(title).slice(0, 290) || '-' },
  confirm: { type: 'plain_text', text: word === 'approve' ? 'Approve' : 'Reject' },
  deny: { type: 'plain_text', text: 'Cancel' },
});

/** `interactive`: a bot sends it, whose buttons come back signed. Those of what is of high risk open a form that asks for a reason. */
export function slackMessageOf(notice: Notice, { interactive }: { interactive: boolean }) {
  const { facts, url } = notice;
  const description = tellableDescription(facts);
  const lines = linesOf(notice).map(([label, value]) => `*${label}:* ${slackText(value)}`);
  const body = [description && slackText(description), lines.join('\n')].filter(Boolean).join('\n\n');
  const open = { type: 'button', text: { type: 'plain_text', text: 'Open' }, url, action_id: SLACK_ACTIONS.open };
  const decide = (['approve', 'reject'] as const).map((word) => ({
    type: 'button',
    text: { type: 'plain_text', text: word === 'approve' ? 'Approve' : 'Reject' },
    style: word === 'approve' ? 'primary' : 'danger',
    value: facts.id,
    action_id: SLACK_ACTIONS[word],
    ...(isHighRisk(facts) ? {} : { confirm: confirmOf(word, facts.title) }),
  }));
  const buttons = interactive && facts.status === 'OPEN' ? [...decide, open] : [open];
  return {
    text: slackText(subjectOf(notice)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: subjectOf(notice).slice(0, 150) } },
      { type: 'section', text: { type: 'mrkdwn', text: body.slice(0, MAX_SECTION) || '-' } },
      { type: 'actions', block_id: `escalation:${facts.id}`, elements: buttons },
    ],
  };
}
