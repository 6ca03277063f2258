import { z } from 'zod';
import { idSchema } from '@/lib/contracts/common';
import { AppError } from '@/lib/errors';
import { isHighRisk } from '@/lib/escalation/is-high-risk';
import type { Notice } from '@/server/core/notification/message';
import { SLACK_ACTIONS, slackMessageOf } from '@/server/core/notification/slack-message';
import { slackSignatureFault } from '@/server/core/notification/slack-signature';
import { DeliveryFault } from '@/server/core/ports/notifier';
import { readEscalation } from '@/server/repositories/escalation-view-repository';
import { findToldPerson } from '@/server/repositories/notification-preference-repository';
import { databaseNow } from '@/server/repositories/schedule-repository';
import { readAddress } from './address';
import { callerOf } from './decision-links';
import type { NotificationsDeps } from './deps';
import { effectiveOf, readDocument } from './settings';

export interface SlackRequest {
  signature: string | null;
  timestamp: string | null;
  /** As it came: it is what is signed. */
  body: string;
}

/** What of a press matters. */
const pressSchema = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string().max(100) }),
  /** Where Slack takes what it is to show; what answers its request is shown to nobody. */
  response_url: z.url({ protocol: /^https?$/ }).optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
});

/** What Slack shows: to who pressed alone, or to everybody in place of the message with its buttons. */
export type SlackAnswer =
  | { response_type: 'ephemeral'; replace_original: false; text: string }
  | { replace_original: true; text: string; blocks: readonly Record<string, unknown>[] };
const tell = (text: string): SlackAnswer => ({ response_type: 'ephemeral', replace_original: false, text });

/**
 * A pressed button. Who pressed is whom Slack vouches for by their e-mail address; they may do what they may do here, and nothing more.
 * @throws AppError not_found (Slack's buttons are off), unauthenticated (signature), invalid_input
 */
export async function pressSlackButton(deps: NotificationsDeps, request: SlackRequest): Promise<SlackAnswer | null> {
  const { document } = await readDocument(deps.db);
  const { slackEnabled, secrets } = effectiveOf(document, deps.given, deps.secret);
  const { slackSigningSecret, slackBotToken } = secrets;
  if (!slackEnabled || !slackSigningSecret || !slackBotToken) throw new AppError('not_found', 'Buttons of Slack are not set up here');
  const now = await databaseNow(deps.db);
  const fault = slackSignatureFault(slackSigningSecret, request, request.body, now.getTime());
  if (fault) throw new AppError('unauthenticated', fault);
  const press = readPress(request.body);
  const [action] = press.actions;
  if (!action || action.action_id === SLACK_ACTIONS.open) return null;
  const answer = await answerPress(deps, { token: slackBotToken, userId: press.user.id, action });
  if (press.response_url) {
    // Slack waits three seconds for our answer and shows another one, sent there.
    void deps.notifier
      .slackRespond(press.response_url, answer)
      .catch((error: unknown) => deps.log.warn({ err: error }, 'Slack did not take what it was to show'));
  }
  return answer;
}

async function answerPress(
  deps: NotificationsDeps,
  { token, userId, action }: { token: string; userId: string; action: { action_id: string; value?: string } },
): Promise<SlackAnswer> {
  const status = action.action_id === SLACK_ACTIONS.approve ? 'APPROVED' : action.action_id === SLACK_ACTIONS.reject ? 'REJECTED' : null;
  const escalationId = idSchema.safeParse(action.value);
  if (!status || !escalationId.success) return tell('This button is not known here any more.');
  return decide(deps, { token, userId, escalationId: escalationId.data, status });
}

function readPress(body: string): z.infer<typeof pressSchema> {
  const payload = new URLSearchParams(body).get('payload') ?? '';
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload);
  } catch {
    throw new AppError('invalid_input', 'payload: must be JSON', [{ path: 'payload', message: 'must be JSON' }]);
  }
  const press = pressSchema.safeParse(parsed);
  if (press.success) return press.data;
  throw new AppError('invalid_input', 'payload: is no press of a button', [{ path: 'payload', message: 'is no press of a button' }]);
}

async function decide(
  deps: NotificationsDeps,
  press: { token: string; userId: string; escalationId: string; status: 'APPROVED' | 'REJECTED' },
): Promise<SlackAnswer> {
  const escalation = await readEscalation(deps.db, press.escalationId);
  if (!escalation) return tell('This question is gone.');
  // Its buttons are not sent; a message from before its priority was raised may still have them.
  if (isHighRisk(escalation)) return tell('This asks for a typed reason: open it in Signalbox.');
  const email = await deps.notifier.slackEmail(press.token, press.userId).catch((error: unknown) => {
    if (error instanceof DeliveryFault) return null;
    throw error;
  });
  const person = email && (await findToldPerson(deps.db, email));
  if (!person) return tell('Signalbox does not know you by the e-mail address that you have in Slack. Decide in Signalbox.');
  if (!deps.deciders.includes(person.role)) return tell(`Your role in Signalbox is ${person.role}, which may not decide.`);
  try {
    const decided = await deps.decide({ escalationId: escalation.id, status: press.status, note: 'In Slack' }, callerOf(person));
    if (decided.status === 'OPEN') return tell('Your vote counts. More people have to approve.');
    const url = `${await readAddress(deps)}/inbox/${decided.id}`;
    const notice: Notice = { kind: 'decided', facts: decided, url, decideUrl: null, timeZone: 'UTC' };
    return { replace_original: true, ...slackMessageOf(notice, { interactive: false }) };
  } catch (error) {
    if (error instanceof AppError) return tell(error.message);
    throw error;
  }
}
