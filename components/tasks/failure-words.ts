import type { Failure } from '@/lib/contracts/task';

/** What went wrong, in words: `title` is the cause, `advice` what an operator can do about it. */
export interface FailureWords {
  title: string;
  advice: string;
}

const PLACES: Record<Failure['place'], string> = {
  model: 'calling the model',
  tool: 'running a tool',
  timeout: 'at the time limit',
  worker: 'on the worker',
  plan: 'checking the plan',
  gate: 'at a gate',
  engine: 'in the engine',
};

const TOO_LONG: FailureWords = {
  title: 'The request was longer than the model can read',
  advice: 'Use a tier with a larger window, or give the task shorter inputs.',
};

export const placeWords = (place: Failure['place']): string => PLACES[place];

export function failureWords(failure: Failure): FailureWords {
  const status = failure.httpStatus;
  if (failure.code.includes('context')) return TOO_LONG;
  if (status === 401 || status === 403) {
    return { title: 'The model endpoint refused the key', advice: 'Check the API key and what it may use, then start a new run.' };
  }
  if (status === 404) return { title: 'The model endpoint does not know this model', advice: 'Check the model id set for this tier.' };
  if (status === 429)
    return { title: 'The model endpoint is busy', advice: 'It asked to slow down. Wait, or lower the concurrency of the workers.' };
  if (status !== null && status >= 500) return { title: 'The model endpoint failed', advice: 'The fault is at its side. Try again later.' };
  if (status === 400 || status === 422) {
    return { title: 'The model endpoint rejected the request', advice: 'Its answer below says what it did not accept.' };
  }
  return byCode(failure);
}

function byCode({ code, place }: Failure): FailureWords {
  if (code.includes('refus')) return { title: 'The model refused', advice: 'Its words are in the transcript. Change the prompt.' };
  if (place === 'timeout' || code.includes('timeout') || code.includes('stall')) {
    return { title: 'It took too long', advice: 'Raise the task’s time limit, or make the task smaller.' };
  }
  if (place === 'worker') return { title: 'The worker was lost', advice: 'The task goes on from its last finished turn.' };
  if (place === 'plan') return { title: 'The plan was not valid', advice: 'State the goal more exactly, or give the tasks yourself.' };
  if (code === 'gate_rejected')
    return { title: 'A person did not open the gate', advice: 'Replay its dead letter to have it judged again.' };
  if (place === 'tool') return { title: 'A tool failed', advice: 'Its arguments and result are in the transcript.' };
  if (place === 'model') return { title: 'The model’s answer could not be used', advice: 'What it said is in the transcript.' };
  return { title: 'The engine could not go on', advice: 'The details below say where; the server’s log has more.' };
}
