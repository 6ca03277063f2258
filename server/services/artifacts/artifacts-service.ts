import type { Artifact, ArtifactSummary } from '@/lib/contracts/artifact';
import { AppError } from '@/lib/errors';
import type { Tx } from '@/server/infra/db/tx';
import { listArtifacts, readArtifact, readArtifacts } from '@/server/repositories/artifact-repository';
import { readRun } from '@/server/repositories/run-view-repository';
import { type Archive, exportArtifacts } from './export-artifacts';

export interface ArtifactsService {
  /** All versions, inputs first. */
  list(runId: string): Promise<ArtifactSummary[]>;
  get(artifactId: string): Promise<Artifact>;
  /** Those that are there, in the order of the ids. */
  getMany(artifactIds: readonly string[]): Promise<Artifact[]>;
  export(runId: string): Promise<Archive>;
}

export function createArtifactsService({ db }: { db: Tx }): ArtifactsService {
  return {
    async list(runId) {
      if (!(await readRun(db, runId))) throw new AppError('not_found', 'There is no such run.');
      return listArtifacts(db, runId);
    },
    async get(artifactId) {
      const artifact = await readArtifact(db, artifactId);
      if (!artifact) throw new AppError('not_found', 'There is no such artifact.');
      return artifact;
    },
    getMany: (artifactIds) => readArtifacts(db, artifactIds),
    export: (runId) => exportArtifacts(db, runId),
  };
}
