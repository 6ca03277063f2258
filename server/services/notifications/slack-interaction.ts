import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { slackSignatureFault } from '@/server/core/notification/slack-signature';
import { REASON_FIELD, REASON_VIEW, readHeld } from '@/server/core/notification/slack-view';
import { databaseNow } from '@/server/repositories/schedule-repository';
import type { NotificationsDeps } from './deps';
import { effectiveOf, readDocument } from './settings';
import { decideInSlack, pressButton, type SlackAnswer, tell } from './slack-decision';

export interface SlackRequest {
  signature: string | null;
  timestamp: string | null;
  /** As it came: it is what is signed. */
  body: string;
}

const userSchema = z.object({ id: z.string().max(100) });
/** What of a press and of a form matters. */
const payloadSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('block_actions'),
    user: userSchema,
    /** Opens a form within three seconds. */
    trigger_id: z.string().max(300).optional(),
    /** Where Slack takes what it is to show; what answers its request is shown to nobody. */
    response_url: z.url({ protocol: /^https?$/ }).optional(),
    actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
  }),
  z.object({
    type: z.literal('view_submission'),
    user: userSchema,
    view: z.object({
      callback_id: z.literal(REASON_VIEW),
      private_metadata: z.string().max(3_000),
      state: z.object({ values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))) }),
    }),
  }),
]);
type Payload = z.infer<typeof payloadSchema>;
type Press = Extract<Payload, { type: 'block_actions' }>;
type Form = Extract<Payload, { type: 'view_submission' }>;

/** Under the form's field; the form stays open. */
type SlackFormAnswer = { response_action: 'errors'; errors: Record<string, string> };
const underReason = (text: string): SlackFormAnswer => ({ response_action: 'errors', errors: { [REASON_FIELD]: text } });

/**
 * A pressed button, or the form with a reason that one opened. Who it was is whom Slack vouches for by their e-mail address; they may do what they may
 * do here, and nothing more. Null: there is nothing to say, and a form closes.
 * @throws AppError not_found (Slack's buttons are off), unauthenticated (signature), invalid_input
 */
export async function answerSlack(deps: NotificationsDeps, request: SlackRequest): Promise<SlackAnswer | SlackFormAnswer | null> {
  const { document } = await readDocument(deps.db);
  const { slackEnabled, secrets } = effectiveOf(document, deps.given, deps.secret);
  const { slackSigningSecret, slackBotToken } = secrets;
  if (!slackEnabled || !slackSigningSecret || !slackBotToken) throw new AppError('not_found', 'Buttons of Slack are not set up here');
  const now = await databaseNow(deps.db);
  const fault = slackSignatureFault(slackSigningSecret, request, request.body, now.getTime());
  if (fault) throw new AppError('unauthenticated', fault);
  const payload = readPayload(request.body);
  return payload.type === 'view_submission' ? answerForm(deps, slackBotToken, payload) : answerPress(deps, slackBotToken, payload);
}

async function answerPress(deps: NotificationsDeps, token: string, press: Press): Promise<SlackAnswer | null> {
  const { user, actions, trigger_id: triggerId = null, response_url: respondTo = null } = press;
  const [action] = actions;
  const answer = action ? await pressButton(deps, { token, userId: user.id, action, triggerId, respondTo }) : null;
  if (answer) respond(deps, respondTo, answer);
  return answer;
}

async function answerForm(deps: NotificationsDeps, token: string, { user, view }: Form): Promise<SlackFormAnswer | null> {
  const held = readHeld(view.private_metadata);
  if (!held) throw invalidPayload('is no form of ours');
  const { escalationId, status, respondTo } = held;
  const note = view.state.values[REASON_FIELD]?.[REASON_FIELD]?.value?.trim() ?? '';
  if (note === '') return underReason('A reason is needed for what is of high risk.');
  const answer = await decideInSlack(deps, { token, userId: user.id, escalationId, status, note });
  if (answer.outcome === 'refused') return underReason(answer.text);
  respond(deps, respondTo, answer.outcome === 'decided' ? answer.shown : tell(answer.text));
  return null;
}

/** Slack waits three seconds for our answer and shows another one, sent there. */
function respond({ notifier, log }: NotificationsDeps, url: string | null, answer: SlackAnswer): void {
  if (url === null) return;
  void notifier.slackRespond(url, answer).catch((error: unknown) => log.warn({ err: error }, 'Slack did not take what it was to show'));
}

function readPayload(body: string): Payload {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new URLSearchParams(body).get('payload') ?? '');
  } catch {
    throw invalidPayload('must be JSON');
  }
  const payload = payloadSchema.safeParse(parsed);
  if (payload.success) return payload.data;
  throw invalidPayload('is neither a press of a button nor a form of ours');
}

const invalidPayload = (message: string) => new AppError('invalid_input', `payload: ${message}`, [{ path: 'payload', message }]);
