import type { CheckpointDetail } from '@/lib/contracts/checkpoint';
import type { KeptArtifact, Manifest } from './manifest';

type Contents = Pick<CheckpointDetail, 'runState' | 'taskStates' | 'artifacts' | 'agentContexts' | 'irreversible'>;

/** Of one that cannot be read. */
export const EMPTY_CONTENTS: Contents = { runState: {}, taskStates: [], artifacts: [], agentContexts: {}, irreversible: [] };

/** What a checkpoint holds, as people and programs read it. `happened`: nodes that have run by now, here or in a run that it comes from. */
export function contentsOf(manifest: Manifest, happened: ReadonlySet<number>): Contents {
  const keyOf = keysOf(manifest);
  const contents: Contents = {
    runState: { ...manifest.run },
    taskStates: manifest.tasks.map(({ spec, state }) => ({
      ...{ key: spec.key, title: spec.title, role: spec.role, tier: spec.tier, phase: spec.phase, status: state.status },
      dependsOn: spec.dependsOn.flatMap((node) => keyOf.get(node) ?? []),
      ...{ attempt: state.attempt, epoch: state.epoch, costUsd: state.costUsd },
      ...{ startedAt: state.startedAt, finishedAt: state.finishedAt, sideEffects: spec.sideEffects },
    })),
    artifacts: manifest.artifacts.map((artifact) => artifactView(artifact, keyOf)),
    agentContexts: {},
    irreversible: manifest.tasks.flatMap(({ node, spec, state }) => {
      const runsAgain = state.status !== 'SUCCEEDED' && state.status !== 'SKIPPED' && !state.removed;
      return spec.sideEffects === 'irreversible' && runsAgain && (state.startedAt !== null || happened.has(node)) ? [spec.key] : [];
    }),
  };
  for (const { spec, state } of manifest.tasks) if (state.talk) contents.agentContexts[spec.key] = state.talk;
  return contents;
}

export const keysOf = ({ tasks }: Manifest): Map<number, string> => new Map(tasks.map(({ node, spec }) => [node, spec.key]));

export function artifactView(artifact: KeptArtifact, keyOf: ReadonlyMap<number, string>): Contents['artifacts'][number] {
  const { id, node, name, type, version, sha256, bytes } = artifact;
  return { id, taskKey: node === null ? null : (keyOf.get(node) ?? null), name, type, version, sha256, bytes };
}
