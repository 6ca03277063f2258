import type { Failure } from '@/lib/contracts/task';
import type { ClaimedTask, TaskOutcome, TaskRunner } from '@/server/core/ports/task-runner';

export interface RecordingRunner extends TaskRunner {
  /** Every execution in the order of its start. */
  readonly started: ClaimedTask[];
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Succeeds at the next turn of the loop, or as `outcomeOf` says. */
export function recordingRunner(
  outcomeOf: (task: ClaimedTask) => TaskOutcome | Promise<TaskOutcome> = () => ({ kind: 'succeeded' }),
): RecordingRunner {
  const started: ClaimedTask[] = [];
  return {
    started,
    async run(task) {
      started.push(task);
      await nextTurn();
      return outcomeOf(task);
    },
  };
}

/** Tasks that run until they are let go. */
export function heldRunner(): RecordingRunner & { letGo(): void } {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const runner = recordingRunner(() => gate.then(() => ({ kind: 'succeeded' as const })));
  return { ...runner, letGo: open };
}

export function failure(more: Partial<Failure> = {}): Failure {
  return {
    code: 'server_error',
    message: 'The endpoint answered 500.',
    httpStatus: 500,
    place: 'model',
    permanent: false,
    stack: null,
    ...more,
  };
}

export const executionKey = (task: ClaimedTask): string => `${task.runId}:${task.node}:${task.epoch}`;
