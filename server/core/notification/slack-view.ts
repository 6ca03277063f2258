import { z } from 'zod';
import { idSchema } from '@/lib/contracts/common';
import { maskSecrets } from '../secret/mask-secrets';
import { type NoticeFacts, tellableDescription } from './message';
import { slackText } from './slack-message';

/** The form's name, and its one field's. */
export const REASON_VIEW = 'escalation_reason';
export const REASON_FIELD = 'reason';
const MAX_REASON = 2_000;
const MAX_SECTION = 2_900;

/** What the form brings back. Slack keeps it and signs it with the answer. */
const heldSchema = z.object({
  escalationId: idSchema,
  status: z.enum(['APPROVED', 'REJECTED']),
  /** Where the message with the button is changed; null: Slack named none. */
  respondTo: z.url({ protocol: /^https?$/ }).nullable(),
});
export type HeldBySlack = z.infer<typeof heldSchema>;

/** Null: it is none of ours. */
export function readHeld(metadata: string): HeldBySlack | null {
  try {
    return heldSchema.safeParse(JSON.parse(metadata)).data ?? null;
  } catch {
    return null;
  }
}

/** The form that asks why: what is of high risk is not decided by a bare press. */
export function reasonViewOf(facts: Pick<NoticeFacts, 'id' | 'type' | 'title' | 'description' | 'priority'>, held: HeldBySlack) {
  const verb = held.status === 'APPROVED' ? 'Approve' : 'Reject';
  const description = tellableDescription(facts);
  const words = [`*${slackText(maskSecrets(facts.title))}*`, description && slackText(description)].filter(Boolean).join('\n\n');
  return {
    type: 'modal',
    callback_id: REASON_VIEW,
    private_metadata: JSON.stringify(held),
    title: { type: 'plain_text', text: `${verb}?` },
    submit: { type: 'plain_text', text: verb },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: words.slice(0, MAX_SECTION) } },
      {
        type: 'input',
        block_id: REASON_FIELD,
        label: { type: 'plain_text', text: `Why, as this is of ${facts.priority.toLowerCase()} risk` },
        element: { type: 'plain_text_input', action_id: REASON_FIELD, multiline: true, min_length: 1, max_length: MAX_REASON },
      },
    ],
  };
}
