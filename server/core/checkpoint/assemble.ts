import { fromMicroUsd, toMicroUsd } from '@/lib/contracts/common';
import type { TaskStatus } from '@/lib/contracts/task';
import type { TaskState } from '../state-at';
import type { KeptArtifact, KeptSpec, KeptTask, Manifest } from './manifest';

/** A task as one of the two producers (rows, fold) found it. */
export interface FoundTask {
  node: number;
  spec: KeptSpec;
  state: KeptTask['state'];
  outputs: Record<string, unknown> | null;
}

/** A piece of a conversation whose content is asked for by its hash. `whole`: nothing of it can still change, the last results included. */
export interface TalkAsk {
  node: number;
  conversation: number;
  turns: number;
  whole: boolean;
}

/**
 * Which part of a task's conversation a checkpoint vouches for. Results of the last turn's tools may still come in while its
 * task goes on; they count once it has SUCCEEDED.
 */
export function talkAskOf(task: { node: number; state: { talk: TaskState['talk']; status: TaskStatus } }): TalkAsk | null {
  const { talk, status } = task.state;
  return talk && { node: task.node, conversation: talk.conversation, turns: talk.turns, whole: status === 'SUCCEEDED' };
}

export const talkKey = ({ node, conversation, turns, whole }: TalkAsk): string => `${node}:${conversation}:${turns}:${whole}`;

/** What both producers have in common, so that they cannot differ in it. */
export function assembleManifest(
  about: Omit<Manifest, 'tasks' | 'artifacts'>,
  found: readonly FoundTask[],
  artifacts: readonly KeptArtifact[],
  hashes: ReadonlyMap<number, string>,
): Manifest {
  const tasks = found.map(({ node, spec, state, outputs }): KeptTask => {
    const handedOn = state.status === 'SUCCEEDED' ? outputs : null;
    return {
      node,
      spec,
      state: {
        status: state.status,
        attempt: state.attempt,
        epoch: state.epoch,
        resolved: state.resolved,
        waitingFor: state.waitingFor,
        talk: state.talk,
        startedAt: state.startedAt,
        finishedAt: state.finishedAt,
        chosen: state.chosen,
        removed: state.removed,
        invalidated: state.invalidated,
        // Under it stands what it handed on; nothing else asks for it.
        doneEpoch: handedOn === null ? null : state.doneEpoch,
        costUsd: wholeMicros(state.costUsd),
      },
      talkHash: hashes.get(node) ?? null,
      outputs: handedOn,
    };
  });
  const run = { ...about.run, spentUsd: wholeMicros(about.run.spentUsd) };
  return {
    ...about,
    run,
    tasks: tasks.sort((a, b) => a.node - b.node),
    artifacts: [...artifacts].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** Sums of dollars from events are a hair off. */
const wholeMicros = (usd: number): number => fromMicroUsd(toMicroUsd(usd));
