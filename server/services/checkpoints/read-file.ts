import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { z } from 'zod';
import { AppError } from '@/lib/errors';
import { unstorableIssues } from '@/lib/unstorable';
import { sha256 } from '@/server/core/checkpoint/canonical';
import {
  bodyLineSchema,
  endLineSchema,
  type FiledTalk,
  headLineSchema,
  manifestFault,
  manifestLineSchema,
} from '@/server/core/checkpoint/file';
import type { Manifest } from '@/server/core/checkpoint/manifest';

/** Unpacked: a small file can unfold to anything. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

export interface ReadFile {
  label: string;
  manifest: Manifest;
  talks: FiledTalk[];
  contents: Map<string, string>;
}

/** Reads a file that anybody may have made. @throws AppError invalid_input with the line and the field */
export async function readCheckpointFile(bytes: Uint8Array): Promise<ReadFile> {
  const lines = await unpackLines(bytes);
  const last = lines.length - 1;
  if (last < 2) throw refusal('line 1', 'is not the beginning of a checkpoint file');
  const { label } = parseLine(lines, 0, headLineSchema);
  const { end } = parseLine(lines, last, endLineSchema);
  const sum = createHash('sha256');
  for (const line of lines.slice(0, last)) sum.update(`${line}\n`);
  if (end.lines !== last || sum.digest('hex') !== end.sha256)
    throw refusal(`line ${last + 1}`, 'the file is not what was exported: its hash is another');
  const { manifest } = parseLine(lines, 1, manifestLineSchema);
  const fault = manifestFault(manifest);
  if (fault !== null) throw refusal('line 2', `manifest.${fault}`);
  const talks = new Map<number, FiledTalk>();
  const contents = new Map<string, string>();
  for (let at = 2; at < last; at += 1) {
    const line = parseLine(lines, at, bodyLineSchema);
    if ('talk' in line) {
      if (talks.has(line.talk.node)) throw refusal(`line ${at + 1}`, 'talk: stands twice');
      talks.set(line.talk.node, line.talk);
    } else {
      if (sha256(line.content.text) !== line.content.sha256) throw refusal(`line ${at + 1}`, 'content: is not what its hash says');
      contents.set(line.content.sha256, line.content.text);
    }
  }
  checkWhole(manifest, talks, contents);
  return { label, manifest, talks: [...talks.values()], contents };
}

/** Everything that the manifest names is there, and nothing else. */
function checkWhole(manifest: Manifest, talks: ReadonlyMap<number, FiledTalk>, contents: ReadonlyMap<string, string>): void {
  let wanted = 0;
  for (const { node, spec, state } of manifest.tasks) {
    if (!state.talk) continue;
    wanted += 1;
    const talk = talks.get(node);
    const isIt = talk?.conversation === state.talk.conversation && talk.turns.length === state.talk.turns;
    const inOrder = talk?.turns.every(({ turn, calls }, at) => turn === at + 1 && calls.every(({ index }, place) => index === place));
    if (!isIt || !inOrder) throw refusal(`conversation of task "${spec.key}"`, talk ? 'is not the one of the manifest' : 'is missing');
  }
  if (wanted !== talks.size) throw refusal('conversations', 'there are some that the manifest does not name');
  const named = new Set<string>();
  for (const { name, version, sha256: hash, bytes } of manifest.artifacts) {
    const content = contents.get(hash);
    if (content === undefined) throw refusal(`artifact "${name}" version ${version}`, 'its content is missing');
    if (Buffer.byteLength(content) !== bytes) throw refusal(`artifact "${name}" version ${version}`, 'its size is another');
    named.add(hash);
  }
  if (named.size !== contents.size) throw refusal('contents', 'there are some that the manifest does not name');
}

async function unpackLines(bytes: Uint8Array): Promise<string[]> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of Readable.from([Buffer.from(bytes)]).pipe(createGunzip()) as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > MAX_UNPACKED_BYTES) break;
      pieces.push(piece);
    }
  } catch {
    throw refusal('file', 'is not a whole gzip file');
  }
  if (size > MAX_UNPACKED_BYTES)
    throw new AppError('payload_too_large', `The file unfolds to more than ${MAX_UNPACKED_BYTES / 1024 / 1024} MiB`);
  try {
    const lines = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces)).split('\n');
    if (lines.pop() !== '') throw new Error('no end');
    return lines;
  } catch {
    throw refusal('file', 'is not text in lines');
  }
}

function parseLine<T extends z.ZodType>(lines: readonly string[], at: number, schema: T): z.infer<T> {
  const place = `line ${at + 1}`;
  let value: unknown;
  try {
    value = JSON.parse(lines[at] ?? '');
  } catch {
    throw refusal(place, 'is not JSON');
  }
  const unstorable = unstorableIssues(value)[0];
  if (unstorable) throw refusal([place, unstorable.path].filter(Boolean).join(' '), unstorable.message);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw refusal([place, issue?.path.join('.')].filter(Boolean).join(' '), issue?.message ?? 'is not what it should be');
}

export const refusal = (path: string, message: string): AppError =>
  new AppError('invalid_input', `${path}: ${message}`, [{ path, message }]);
