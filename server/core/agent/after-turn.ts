import type { Failure } from '@/lib/contracts/task';
import type { StagedArtifact } from '@/server/core/ports/task-runner';
import { outputsFaults } from '../outputs/outputs-schema';
import { answerArtifact } from './answer-artifact';
import { parseJsonAnswer } from './parse-json-answer';

export const MAX_TURNS = 40;
/** How often an answer that reached its output limit is asked to go on. */
const MAX_CONTINUATIONS = 4;

const FEEDBACK_EMPTY =
  'Your last message was empty. Do the task now: write the result with write_artifact and call finish, or answer with the result as plain text.';
const FEEDBACK_CONTINUE =
  'Your last message reached its output limit. Go on exactly where it stopped, without repeating anything and without any remark of your own.';

const FEEDBACK_OUTPUTS =
  'The task is not finished: it also hands on data. Call finish with `outputs` that match the schema given under "Handing over".';
const MAX_OUTPUT_REQUESTS = 2;

/** A turn as far as the decision needs it; the newest is the one to decide on. */
export interface DecidedTurn {
  text: string;
  toolCalls: readonly unknown[];
  feedback: string | null;
}

export interface AfterTurnInput {
  task: { key: string; artifactType: string };
  /** Turns of this conversation before the newest. */
  earlier: readonly DecidedTurn[];
  answer: { text: string; refusal: string | null; finishReason: string | null; toolCalls: readonly unknown[] };
  /** Whether a tool of this conversation has stored an artifact. */
  wroteArtifact: boolean;
  /** JSON Schema of what the task hands on as data; null: nothing. */
  outputsSchema: Record<string, unknown> | null;
}

export type AfterTurn =
  | { kind: 'run_tools' }
  | { kind: 'ask_again'; feedback: string }
  /** The text is the result. */
  | { kind: 'done'; artifact: StagedArtifact | null; outputs: Record<string, unknown> | null }
  | { kind: 'failed'; failure: Failure };

/** What follows an answer of the model. */
export function decideAfterTurn({ task, earlier, answer, wroteArtifact, outputsSchema }: AfterTurnInput): AfterTurn {
  if (answer.toolCalls.length > 0) return { kind: 'run_tools' };
  const refusal = refusalOf(answer);
  if (refusal !== null) return failed('refused', `The model refused: ${refusal}`, true);
  if (answer.finishReason === 'length') return continueAnswer(earlier, answer.text);
  const text = chainOf(earlier)
    .map((turn) => turn.text)
    .concat(answer.text)
    .join('');
  if (text.trim() === '' && !(outputsSchema && wroteArtifact)) return emptyAnswer(earlier, wroteArtifact);
  const outputs = outputsSchema ? outputsIn(text, outputsSchema) : null;
  if (outputsSchema && !outputs) return askForOutputs(earlier);
  return { kind: 'done', artifact: wroteArtifact ? null : answerArtifact(task, text), outputs };
}

function refusalOf(answer: AfterTurnInput['answer']): string | null {
  if (answer.refusal) return answer.refusal;
  return answer.finishReason === 'content_filter' ? "the provider's content filter stopped the answer" : null;
}

function continueAnswer(earlier: readonly DecidedTurn[], text: string): AfterTurn {
  if (chainOf(earlier).length >= MAX_CONTINUATIONS) {
    return failed(
      'output_limit',
      `The answer was still not complete after ${MAX_CONTINUATIONS + 1} messages of the model's full length`,
      true,
    );
  }
  if (text.trim() === '') return failed('output_limit', 'The model used up its output limit without saying anything', true);
  return { kind: 'ask_again', feedback: FEEDBACK_CONTINUE };
}

/** The newest unbroken row of turns that were asked to go on: their texts are one answer. */
function chainOf(earlier: readonly DecidedTurn[]): readonly DecidedTurn[] {
  const broken = earlier.findLastIndex((turn) => turn.feedback !== FEEDBACK_CONTINUE);
  return earlier.slice(broken + 1);
}

/** After an artifact, silence means that there is nothing to add; before one, the model is asked once. */
function emptyAnswer(earlier: readonly DecidedTurn[], wroteArtifact: boolean): AfterTurn {
  if (wroteArtifact) return { kind: 'done', artifact: null, outputs: null };
  if (earlier.some((turn) => turn.feedback === FEEDBACK_EMPTY)) {
    return failed('empty_answer', 'The model answered with nothing, twice', false);
  }
  return { kind: 'ask_again', feedback: FEEDBACK_EMPTY };
}

/** An answer in plain text that is itself the data. */
function outputsIn(text: string, schema: Record<string, unknown>): Record<string, unknown> | null {
  const parsed = parseJsonAnswer(text);
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) return null;
  return outputsFaults(schema, parsed.value).length === 0 ? { ...parsed.value } : null;
}

function askForOutputs(earlier: readonly DecidedTurn[]): AfterTurn {
  if (earlier.filter((turn) => turn.feedback === FEEDBACK_OUTPUTS).length >= MAX_OUTPUT_REQUESTS) {
    return failed('outputs_missing', 'The model did not hand on the data that the task asks for', false);
  }
  return { kind: 'ask_again', feedback: FEEDBACK_OUTPUTS };
}

function failed(code: string, message: string, permanent: boolean): AfterTurn {
  return { kind: 'failed', failure: { code, message, httpStatus: null, place: 'model', permanent, stack: null } };
}
