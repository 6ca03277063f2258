import type { StagedArtifact } from '@/server/core/ports/task-runner';
import { type Found, type FoundText, searchContent, searchData } from '@/server/core/secret/search-texts';
import type { WrittenArtifact } from '@/server/repositories/artifact-repository';
import type { ExecutionDeps } from './deps';

export interface FoundWork {
  /** In the order of the artifacts. */
  contents: Found[][];
  data: FoundText[];
}

/** Searches what a task leaves. Before the transaction: it takes longer than a run's gate may be held. */
export async function searchWork(
  { ladder, scanner }: ExecutionDeps,
  artifacts: readonly StagedArtifact[],
  outputs: Record<string, unknown> | null,
): Promise<FoundWork> {
  const work: FoundWork = { contents: [], data: [] };
  if (!ladder.current().scanArtifacts) return work;
  for (const { name, content, metadata } of artifacts) {
    work.contents.push(await searchContent(scanner, content));
    work.data.push({ artifact: null, name: `${name} (metadata)`, found: await searchData(scanner, metadata) });
  }
  if (outputs) work.data.push({ artifact: null, name: 'outputs', found: await searchData(scanner, outputs) });
  return work;
}

/** Only where something was found. */
export function foundIn({ contents, data }: FoundWork, written: readonly WrittenArtifact[]): FoundText[] {
  const texts = written.map(
    ({ id, name, type, version }, index): FoundText => ({ artifact: { id, type, version }, name, found: contents[index] ?? [] }),
  );
  return [...texts, ...data].filter(({ found }) => found.length > 0);
}
