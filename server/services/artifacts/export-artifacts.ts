import { strToU8, Zip, ZipDeflate } from 'fflate';
import { AppError } from '@/lib/errors';
import { zipPath } from '@/server/core/artifact/zip-path';
import type { Tx } from '@/server/infra/db/tx';
import { listArtifacts, readArtifact } from '@/server/repositories/artifact-repository';
import { readRun } from '@/server/repositories/run-view-repository';

export interface Archive {
  filename: string;
  /** The zip's bytes, made as they are read: one artifact in memory at a time. */
  body: AsyncIterable<Uint8Array>;
}

/** All artifacts of a run as a zip: inputs, each task's latest versions, and older versions in a folder of their own. */
export async function exportArtifacts(tx: Tx, runId: string): Promise<Archive> {
  const run = await readRun(tx, runId);
  if (!run) throw new AppError('not_found', 'There is no such run.');
  const name = run.goal
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48);
  return { filename: `${name || 'run'}-${runId.slice(-8)}.zip`, body: zipArtifacts(tx, runId) };
}

/** The text of a PDF under the PDF's own name would be opened as one. */
function exportName({ name, metadata }: { name: string; metadata: Record<string, unknown> }): string {
  return metadata.convertedFrom === 'pdf' ? `${name}.txt` : name;
}

async function* zipArtifacts(tx: Tx, runId: string): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, chunk) => {
    if (error) failure = error;
    else chunks.push(chunk);
  });
  const artifacts = await listArtifacts(tx, runId);
  const latest = new Map<string, number>();
  for (const { name, version } of artifacts) latest.set(name, Math.max(version, latest.get(name) ?? 0));
  for (const summary of artifacts) {
    const artifact = await readArtifact(tx, summary.id);
    if (!artifact) continue;
    const entry = new ZipDeflate(zipPath({ ...artifact, name: exportName(artifact) }, latest.get(artifact.name) ?? artifact.version), {
      level: 6,
    });
    entry.mtime = artifact.createdAt;
    zip.add(entry);
    entry.push(strToU8(artifact.content), true);
    if (failure) throw failure;
    yield* chunks.splice(0);
  }
  zip.end();
  yield* chunks.splice(0);
}
