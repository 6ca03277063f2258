import { idSchema } from '@/lib/contracts/common';
import type { EscalationView } from '@/lib/contracts/escalation';
import { AppError } from '@/lib/errors';
import { isHighRisk } from '@/lib/escalation/is-high-risk';
import type { Caller } from '@/server/core/access/caller';
import type { Notice } from '@/server/core/notification/message';
import { SLACK_ACTIONS, slackMessageOf } from '@/server/core/notification/slack-message';
import { reasonViewOf } from '@/server/core/notification/slack-view';
import { DeliveryFault } from '@/server/core/ports/notifier';
import { readEscalation } from '@/server/repositories/escalation-view-repository';
import { findToldPerson } from '@/server/repositories/notification-preference-repository';
import { readAddress } from './address';
import { callerOf } from './decision-links';
import type { NotificationsDeps } from './deps';

/** What Slack shows: to who pressed alone, or to everybody in place of the message with its buttons. */
export type SlackAnswer =
  | { response_type: 'ephemeral'; replace_original: false; text: string }
  | { replace_original: true; text: string; blocks: readonly Record<string, unknown>[] };
export const tell = (text: string): SlackAnswer => ({ response_type: 'ephemeral', replace_original: false, text });

interface SlackPress {
  token: string;
  userId: string;
  action: { action_id: string; value?: string };
  triggerId: string | null;
  respondTo: string | null;
}

/** Decides, or opens the form that asks why. Null: there is nothing to say. */
export async function pressButton(deps: NotificationsDeps, press: SlackPress): Promise<SlackAnswer | null> {
  const { token, userId, action, triggerId, respondTo } = press;
  if (action.action_id === SLACK_ACTIONS.open) return null;
  const status = action.action_id === SLACK_ACTIONS.approve ? 'APPROVED' : action.action_id === SLACK_ACTIONS.reject ? 'REJECTED' : null;
  const known = idSchema.safeParse(action.value);
  if (!status || !known.success) return tell('This button is not known here any more.');
  const escalationId = known.data;
  const found = await findParties(deps, { token, userId, escalationId });
  if (typeof found === 'string') return tell(found);
  const { escalation } = found;
  // One that is decided already is told by whom, without a form.
  if (!isHighRisk(escalation) || escalation.status !== 'OPEN') {
    const answer = await decideInSlack(deps, { token, userId, escalationId, status, note: 'In Slack' });
    return answer.outcome === 'decided' ? answer.shown : tell(answer.text);
  }
  if (triggerId === null) return tell('This asks for a typed reason: open it in Signalbox.');
  try {
    await deps.notifier.slackOpenView(token, triggerId, reasonViewOf(escalation, { escalationId, status, respondTo }));
    return null;
  } catch (error) {
    if (!(error instanceof DeliveryFault)) throw error;
    deps.log.warn({ err: error }, 'Slack did not open the form that asks for a reason');
    return tell('This asks for a typed reason, and Slack did not open the form: decide in Signalbox.');
  }
}

interface SlackWord {
  token: string;
  userId: string;
  escalationId: string;
  status: 'APPROVED' | 'REJECTED';
  note: string;
}
type Spoken = { outcome: 'decided'; shown: SlackAnswer } | { outcome: 'counted' | 'refused'; text: string };

/** The same decision as everywhere, as the person whom Slack vouches for. */
export async function decideInSlack(deps: NotificationsDeps, { token, userId, escalationId, status, note }: SlackWord): Promise<Spoken> {
  const found = await findParties(deps, { token, userId, escalationId });
  if (typeof found === 'string') return { outcome: 'refused', text: found };
  try {
    const decided = await deps.decide({ escalationId, status, note }, found.caller);
    if (decided.status === 'OPEN') return { outcome: 'counted', text: 'Your vote counts. More people have to approve.' };
    const url = `${await readAddress(deps)}/inbox/${decided.id}`;
    const notice: Notice = { kind: 'decided', facts: decided, url, decideUrl: null, timeZone: 'UTC' };
    return { outcome: 'decided', shown: { replace_original: true, ...slackMessageOf(notice, { interactive: false }) } };
  } catch (error) {
    if (error instanceof AppError) return { outcome: 'refused', text: error.message };
    throw error;
  }
}

/** What is asked, and who answers; in words why that does not go. */
async function findParties(
  deps: NotificationsDeps,
  { token, userId, escalationId }: Pick<SlackWord, 'token' | 'userId' | 'escalationId'>,
): Promise<{ escalation: EscalationView; caller: Caller } | string> {
  const escalation = await readEscalation(deps.db, escalationId);
  if (!escalation) return 'This question is gone.';
  const email = await deps.notifier.slackEmail(token, userId).catch((error: unknown) => {
    if (error instanceof DeliveryFault) return null;
    throw error;
  });
  const person = email && (await findToldPerson(deps.db, email));
  if (!person) return 'Signalbox does not know you by the e-mail address that you have in Slack. Decide in Signalbox.';
  if (!deps.deciders.includes(person.role)) return `Your role in Signalbox is ${person.role}, which may not decide.`;
  return { escalation, caller: callerOf(person) };
}
