import type { Failure } from '@/lib/contracts/task';
import type { ClaimedTask, ExecutionControl, StopReason, TaskOutcome, TaskRunner } from '@/server/core/ports/task-runner';

/** One task in a slot of this worker. */
export interface Execution {
  readonly task: ClaimedTask;
  /** `paused` and `shutdown` stop at the next boundary; `cancelled` and `fenced` abort what is in flight. */
  stop(reason: StopReason): void;
  /** A pause that was taken back before it was noticed. */
  unpause(): void;
  /** Shutdown ran out of time. */
  abort(): void;
}

/** Where agents are heard while they speak. */
export interface Voice {
  speak(runId: string, taskKey: string, epoch: number, turn: number, delta: string): void;
  endTurn(runId: string, taskKey: string, epoch: number): void;
}

/** Starts a task; `done` is called exactly once, never with an exception. */
export function startExecution(
  task: ClaimedTask,
  runner: TaskRunner,
  voice: Voice,
  done: (execution: Execution, outcome: TaskOutcome) => void,
): Execution {
  const abort = new AbortController();
  let stopReason: StopReason | null = null;
  let spokeAs: string | null = null;
  const control: ExecutionControl = {
    signal: abort.signal,
    stopRequested: () => stopReason,
    speak(taskKey, turn, delta) {
      spokeAs = taskKey;
      voice.speak(task.runId, taskKey, task.epoch, turn, delta);
    },
    endTurn: (taskKey) => voice.endTurn(task.runId, taskKey, task.epoch),
  };
  const execution: Execution = {
    task,
    stop(reason) {
      const final = stopReason === 'cancelled' || stopReason === 'fenced';
      if (!final && !(stopReason === 'shutdown' && reason === 'paused')) stopReason = reason;
      if (reason === 'cancelled' || reason === 'fenced') abort.abort();
    },
    unpause() {
      if (stopReason === 'paused') stopReason = null;
    },
    abort: () => abort.abort(),
  };
  const end = (outcome: TaskOutcome) => {
    if (spokeAs !== null) voice.endTurn(task.runId, spokeAs, task.epoch);
    done(execution, outcome);
  };
  runner.run(task, control).then(end, (error: unknown) => end({ kind: 'failed', failure: crash(error), retryAfterMs: null }));
  return execution;
}

/** A fault of ours, not of the task: tried again, and shown with its stack. */
function crash(error: unknown): Failure {
  const known = error instanceof Error ? error : new Error(String(error));
  return { code: 'internal', message: known.message, httpStatus: null, place: 'engine', permanent: false, stack: known.stack ?? null };
}
