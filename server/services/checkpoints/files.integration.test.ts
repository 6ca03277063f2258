import { createHash, randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import { tick } from '@/server/engine/tick';
import { auditRun } from '@/test/engine/audit';
import { carryOut, carryOutAll } from '@/test/engine/manifests';
import { chain, type Engine, openEngine, operator, roleDefaults, task } from '@/test/engine/open-engine';
import { type CheckpointsService, createCheckpointsService } from './checkpoints-service';
import { captureRun } from './create-checkpoint';

const definitions = { current: async () => ({ hash: 'test', body: {}, defaults: roleDefaults }) };
const open = (engine: Engine) =>
  createCheckpointsService({ ...engine, compress: true, blockThreshold: 1, offlineModel: true, definitions });

let here: Engine;
let there: Engine;
let checkpoints: CheckpointsService;
beforeEach(async () => {
  [here, there] = [await openEngine(), await openEngine()];
  checkpoints = open(here);
});
afterEach(() => Promise.all([here.close(), there.close()]));

async function exported(checkpointId: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of (await checkpoints.export(checkpointId)).body) pieces.push(piece);
  return Buffer.concat(pieces);
}
const linesOf = (file: Buffer): Record<string, unknown>[] =>
  gunzipSync(file)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** A file with other lines, whose end says that they are whole. */
function forged(lines: unknown[]): Buffer {
  const body = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  return gzipSync(`${body}${JSON.stringify({ end: { lines: lines.length, sha256: createHash('sha256').update(body).digest('hex') } })}\n`);
}

/** What must be the same wherever it is. */
const essence = ({ run, tasks, artifacts }: Manifest) => ({
  goal: run.goal,
  tasks: tasks.map(({ spec, state, talkHash, outputs }) => ({
    spec,
    status: state.status,
    talk: state.talk,
    talkHash,
    outputs,
    startedAt: state.startedAt,
  })),
  artifacts: [...artifacts]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ node, name, type, version, sha256, createdAt, metadata }) => ({
      node,
      name,
      type,
      version,
      sha256,
      createdAt,
      metadata,
    })),
});

/** A run of which two of four tasks are done, with an input. */
async function halfDone(): Promise<{ runId: string; checkpointId: string }> {
  const runId = await here.create([...chain(3), task('d', ['c0'], { phase: 'late' })], {
    inputs: [{ name: 'in.md', type: 'document', content: 'given ✓' }],
  });
  const worker = randomUUID();
  for (let at = 0; at < 2; at += 1) {
    const [one] = (await tick(here.db, worker, [], 1)).claimed;
    if (one) await carryOut(here, worker, one);
  }
  const { id: checkpointId } = await checkpoints.create({ runId, label: 'half' }, operator, null);
  return { runId, checkpointId };
}

it('goes on elsewhere from a file: the same graph, what was said and made, PAUSED, and nothing of it is paid again', async () => {
  const { runId, checkpointId } = await halfDone();
  const before = await captureRun(here.db, runId);
  const file = await exported(checkpointId);
  const imported = await open(there).import(file, operator, null);
  expect(imported.status).toBe('PAUSED');
  await auditRun(there.db, imported.runId);
  const run = await there.runs.get(imported.runId);
  expect(run).toMatchObject({ status: 'PAUSED', spentUsd: 0, counts: { total: 4, succeeded: 2, ready: 2 } });
  const { items } = await there.runs.events({ runId: imported.runId, after: 0, limit: 200 });
  expect(items[0]).toMatchObject({
    type: 'run.forked',
    data: { parentRunId: null, parentSeq: before.seq, checkpointId: imported.checkpointId },
  });
  expect(essence(await captureRun(there.db, imported.runId))).toEqual(essence(before));
  const kept = await open(there).get(imported.checkpointId);
  expect(kept).toMatchObject({ kind: 'import', label: 'half', verified: true, runId: imported.runId });
  await there.runs.resume(imported.runId, operator);
  await carryOutAll(there);
  expect((await there.runs.get(imported.runId)).status).toBe('SUCCEEDED');
  await auditRun(there.db, imported.runId);
  const artifacts = await there.db.query({
    text: `SELECT name FROM artifacts WHERE run_id = $1 AND current ORDER BY name`,
    values: [imported.runId],
  });
  expect(artifacts.map((row) => (row as { name: string }).name)).toEqual(['0.md', '1.md', '2.md', '3.md', 'in.md']);
});

it('is imported where it came from as well, and with one key only once', async () => {
  const { checkpointId, runId } = await halfDone();
  const file = await exported(checkpointId);
  const one = await checkpoints.import(file, operator, 'key');
  expect(await checkpoints.import(file, operator, 'key')).toEqual(one);
  const two = await checkpoints.import(file, operator, null);
  expect(two.runId).not.toBe(one.runId);
  await auditRun(here.db, two.runId);
  expect(essence(await captureRun(here.db, two.runId))).toEqual(essence(await captureRun(here.db, runId)));
});

it('a damaged checkpoint is not exported', async () => {
  const { checkpointId } = await halfDone();
  await here.db.query({ text: `UPDATE turns SET text = 'other'` });
  await expect(checkpoints.export(checkpointId)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('conversation of task'),
  });
});

describe('a hostile file is refused with the place, and leaves nothing', () => {
  type Line = { manifest: Manifest } & Record<string, never>;
  const edit = (change: (manifest: Manifest) => void) => (lines: unknown[]) => {
    change((lines[1] as Line).manifest);
    return forged(lines);
  };
  const first = <T>(list: T[]): T => list[0] as T;
  const cases: [string, RegExp, (lines: unknown[], file: Buffer) => Uint8Array][] = [
    ['nothing', /^file: /, () => Buffer.alloc(0)],
    ['no gzip', /^file: /, () => Buffer.from('hello')],
    ['one that was cut', /^file: /, (_lines, file) => file.subarray(0, file.length - 20)],
    ['a byte changed under its hash', /hash is another/, (_lines, file) => gzipSync(gunzipSync(file).toString().replace('given', 'taken'))],
    ['another format', /^line 1 format/, (lines) => forged([{ ...(lines[0] as object), format: 'zip' }, ...lines.slice(1)])],
    [
      'a later version',
      /^line 1 version: .*does not read/,
      (lines) => forged([{ ...(lines[0] as object), version: 2 }, ...lines.slice(1)]),
    ],
    ['no JSON', /^line 3: is not JSON/, (lines) => forged([...lines.slice(0, 2), '{', ...lines.slice(2)])],
    ['an unknown field', /^line 2 manifest/, edit((manifest) => Object.assign(manifest, { extra: 1 }))],
    ['a NUL byte', /^line 2 manifest\.run\.goal/, edit((manifest) => Object.assign(manifest.run, { goal: 'a\u0000b' }))],
    [
      'an unknown role',
      /^line 2 manifest\.tasks\.0\.spec\.role/,
      edit((manifest) => Object.assign(first(manifest.tasks).spec, { role: 'root' })),
    ],
    ['a circle', /circle/, edit((manifest) => Object.assign(first(manifest.tasks).spec, { dependsOn: [1] }))],
    [
      'an edge to nowhere',
      /names a task that is not there/,
      edit((manifest) => Object.assign(first(manifest.tasks).spec, { dependsOn: [77] })),
    ],
    ['a key twice', /stands twice/, edit((manifest) => Object.assign(first(manifest.tasks).spec, { key: 'c1' }))],
    [
      'a path as a name of an artifact, with other content',
      /^line \d+: content: is not/,
      (lines) =>
        forged(
          lines.map((line) =>
            (line as { content?: object }).content ? { content: { ...(line as { content: object }).content, text: 'x' } } : line,
          ),
        ),
    ],
    [
      'a content that is missing',
      /its content is missing/,
      (lines) => forged(lines.filter((line) => !(line as { content?: object }).content)),
    ],
    [
      'words put into a mouth',
      /^conversation of task "c0": is not what was said/,
      (lines) => forged(lines.map((line) => JSON.parse(JSON.stringify(line).replace('"text":"of 0"', '"text":"other"')) as unknown)),
    ],
    [
      'a conversation that is missing',
      /^conversation of task "c0": is missing/,
      (lines) => forged(lines.filter((line) => (line as { talk?: { node: number } }).talk?.node !== 0)),
    ],
  ];
  it.each(cases)('%s', async (_name, place, forge) => {
    const { checkpointId } = await halfDone();
    const file = await exported(checkpointId);
    const bytes = forge(linesOf(file).slice(0, -1), file);
    await expect(open(there).import(bytes, operator, null)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(place),
    });
    const left = await there.db.query({
      text: 'SELECT 1 AS n FROM runs UNION ALL SELECT 1 FROM artifact_contents UNION ALL SELECT 1 FROM conversations',
    });
    expect(left).toEqual([]);
  });
  it('one that unfolds to far more than it is', { timeout: 30_000 }, async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, 'a'));
    await expect(open(there).import(bomb, operator, null)).rejects.toMatchObject({ code: 'payload_too_large' });
  });
});
