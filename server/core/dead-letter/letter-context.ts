import type { ExecutionContext } from '@/lib/contracts/dead-letter';
import type { Failure } from '@/lib/contracts/task';
import { VERSION } from '@/lib/version';
import { cleanText, cleanValue } from '../agent/clean-text';
import type { FailureEvidence } from '../ports/task-runner';
import { maskSecrets, maskSecretsIn } from '../secret/mask-secrets';

const MAX_MESSAGE_CHARS = 6_000;
const MAX_BODY_CHARS = 8_000;
const MAX_STACK_CHARS = 8_000;
/** The first request's two messages and the newest: what was said between is in the transcript. */
const FIRST_MESSAGES = 2;
const LAST_MESSAGES = 18;

/** What the tables know of a task at the moment it failed. */
export interface LetterFacts {
  attempt: number;
  settings: ExecutionContext['settings'];
  worker: ExecutionContext['worker'];
  graphVersion: number;
  agentVersion: number | null;
  artifacts: ExecutionContext['artifacts'];
}

const NOTHING: FailureEvidence = { request: null, response: null };

/** Everything that is needed to understand a failure, cut to what can be read and without secrets. */
export function letterContext(facts: LetterFacts, evidence: FailureEvidence | null): ExecutionContext {
  const { request, response, given } = evidence ?? NOTHING;
  const { prompt, input } = facts.settings;
  return {
    attempt: facts.attempt,
    lastRequest: request && { ...request, messages: chosen(request.messages).map(toMessage) },
    lastResponse: response && { httpStatus: response.httpStatus, ...masked(response.body, MAX_BODY_CHARS) },
    artifacts: facts.artifacts,
    settings: { ...facts.settings, prompt: maskSecrets(prompt), input: input === null ? null : maskSecrets(input) },
    worker: facts.worker,
    ...(given ? { given: maskSecretsIn(cleanValue(given)) as Record<string, unknown> } : {}),
    versions: { signalbox: VERSION, graphVersion: facts.graphVersion, agentVersion: facts.agentVersion },
  };
}

/** A failure as it is kept: its words may quote what was sent. */
export function maskedFailure(failure: Failure): Failure {
  const stack = failure.stack === null ? null : maskSecrets(cleanText(failure.stack)).slice(0, MAX_STACK_CHARS);
  return { ...failure, message: maskSecrets(cleanText(failure.message)), stack };
}

type Message = { role: string; content: string };

function chosen(messages: readonly Message[]): Message[] {
  if (messages.length <= FIRST_MESSAGES + LAST_MESSAGES) return [...messages];
  return [...messages.slice(0, FIRST_MESSAGES), ...messages.slice(-LAST_MESSAGES)];
}

function toMessage({ role, content }: Message): NonNullable<ExecutionContext['lastRequest']>['messages'][number] {
  const { body, cut } = masked(content, MAX_MESSAGE_CHARS);
  return { role, content: body, cut };
}

/** Masked before it is cut: half a secret no longer looks like one. */
function masked(text: string, maxChars: number): { body: string; cut: boolean } {
  const clean = maskSecrets(cleanText(text));
  return { body: clean.slice(0, maxChars), cut: clean.length > maxChars };
}
