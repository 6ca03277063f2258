import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { AppError } from '@/lib/errors';
import { FILE_FORMAT, FILE_VERSION } from '@/server/core/checkpoint/file';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import type { Tx } from '@/server/infra/db/tx';
import { inSnapshot } from '@/server/repositories/in-snapshot';
import { loadManifest } from '@/server/repositories/verify-repository';
import type { CheckpointDeps } from './deps';
import { showCheckpoint } from './shown-checkpoint';

export interface CheckpointFile {
  filename: string;
  /** Made as it is read: one conversation or content in memory at a time. */
  body: AsyncIterable<Uint8Array>;
}

/** One file that holds all that is needed to go on from it elsewhere. @throws AppError not_found, conflict (damaged) */
export async function exportCheckpoint(deps: CheckpointDeps, checkpointId: string): Promise<CheckpointFile> {
  const loaded = await inSnapshot(deps.db, (tx) => loadManifest(tx, checkpointId));
  if (!loaded) throw new AppError('not_found', 'There is no such checkpoint.');
  const { row, manifest, fault } = loaded;
  if (fault !== null) throw new AppError('conflict', `The checkpoint is damaged: ${fault}`);
  const gzip = createGzip();
  const lines = Readable.from(hashedLines(deps.db, row.label, manifest));
  lines.on('error', (error) => gzip.destroy(error));
  return { filename: `${row.runId.slice(-8)}-${row.seq}.signalbox-checkpoint.gz`, body: lines.pipe(gzip) };
}

async function* hashedLines(tx: Tx, label: string, manifest: Manifest): AsyncGenerator<string> {
  const sum = createHash('sha256');
  let count = 0;
  for await (const line of fileLines(tx, label, manifest)) {
    const whole = `${JSON.stringify(line)}\n`;
    sum.update(whole);
    count += 1;
    yield whole;
  }
  yield `${JSON.stringify({ end: { lines: count, sha256: sum.digest('hex') } })}\n`;
}

async function* fileLines(tx: Tx, name: string, given: Manifest): AsyncGenerator<unknown> {
  const shown = await showCheckpoint(tx, name, given);
  const { label, manifest } = shown;
  yield { format: FILE_FORMAT, version: FILE_VERSION, label, exportedAt: new Date().toISOString() };
  yield { manifest };
  for (const task of manifest.tasks) {
    if (!task.state.talk) continue;
    const talk = await shown.talk(task);
    if (!talk) throw new Error(`The conversation of task "${task.spec.key}" is gone`);
    yield { talk };
  }
  for (const sha256 of new Set(manifest.artifacts.map((artifact) => artifact.sha256))) {
    const text = await shown.content(sha256);
    if (text === null) throw new Error(`The content ${sha256} is gone`);
    yield { content: { sha256, text } };
  }
}
