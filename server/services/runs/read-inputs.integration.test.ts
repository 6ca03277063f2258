import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Material } from '@/server/core/ports/task-runner';
import { tick } from '@/server/engine/tick';
import { listArtifacts, readArtifact } from '@/server/repositories/artifact-repository';
import { exportArtifacts } from '@/server/services/artifacts/export-artifacts';
import { buildPdf } from '@/test/documents/build-pdf';
import { type Engine, openEngine, task } from '@/test/engine/open-engine';

const RULES = readFileSync(join(import.meta.dirname, '../../../test/documents/harbour-rules.pdf'));
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const input = (name: string, bytes: Uint8Array, type = 'code') => ({
  name,
  type,
  content: Buffer.from(bytes).toString('base64'),
  encoding: 'base64' as const,
});
const create = (...inputs: ReturnType<typeof input>[]) => engine.create([task('a')], { inputs });
async function materialsOf(runId: string): Promise<Material[]> {
  const claimed = (await tick(engine.db, randomUUID(), [], 50)).claimed.find((one) => one.runId === runId);
  if (!claimed) throw new Error('nothing was claimed');
  return (await engine.store('w').brief(claimed))?.materials ?? [];
}

it('a PDF becomes its text under its own name, whatever it is called', async () => {
  const runId = await create(input('rules', RULES, 'requirements'));
  expect(await materialsOf(runId)).toMatchObject([
    { name: 'rules', type: 'requirements', taskKey: null, metadata: { convertedFrom: 'pdf', pages: 2, originalBytes: RULES.length } },
  ]);
  const [artifact] = await listArtifacts(engine.db, runId);
  expect((await readArtifact(engine.db, artifact?.id ?? ''))?.content).toContain('Rule H-1');
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await exportArtifacts(engine.db, runId)).body) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString('latin1')).toContain('inputs/rules.txt');
});

it('a small zip stands whole in a first request, beside its manifest', async () => {
  const bytes = zipSync({ 'src/app.ts': strToU8('export const port = 1;'), 'data/a.csv': strToU8('a,b'), 'logo.png': strToU8('x') });
  const materials = await materialsOf(await create(input('shop.zip', bytes)));
  expect(materials.map(({ name, type }) => [name, type])).toEqual([
    ['shop.zip.md', 'document'],
    ['src/app.ts', 'code'],
    ['data/a.csv', 'data'],
  ]);
  expect(materials[0]?.content).toContain('- src/app.ts (code, 1 line, 22 bytes)');
  expect(materials[0]?.content).toContain('- logo.png (1 bytes): not text');
});

it('of a large zip the manifest and the README do; the rest is there to be read', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`shop/src/f${index}.ts`, strToU8(`// ${index} ${'x '.repeat(1_500)}`)]),
  );
  const runId = await create(input('shop.zip', zipSync({ 'shop/README.md': strToU8('# Shop'), ...files })));
  expect((await materialsOf(runId)).map((material) => material.name)).toEqual(['shop.zip.md', 'shop/README.md']);
  expect((await engine.store('w').readArtifact(runId, 'shop/src/f29.ts'))?.content).toMatch(/^\/\/ 29 /);
  expect(await engine.store('w').listArtifacts(runId)).toHaveLength(32);
});

it('two archives with one path, and a document of that name, stay apart', async () => {
  const one = zipSync({ 'readme.md': strToU8('one') });
  const two = zipSync({ 'readme.md': strToU8('two') });
  const runId = await create(input('one.zip', one), input('two.zip', two));
  expect((await listArtifacts(engine.db, runId)).map((artifact) => artifact.name)).toEqual([
    'one.zip.md',
    'readme.md',
    'two.zip.md',
    'two/readme.md',
  ]);
});

it('what cannot be read is refused at its place, and no run begins', async () => {
  const before = (await engine.runs.list({ limit: 200 })).items.length;
  const text = { name: 'a.md', type: 'document', content: 'a' };
  const refused = engine.create([task('a')], { inputs: [text, input('scan.pdf', buildPdf('0 0 9 9 re f'))] });
  await expect(refused).rejects.toMatchObject({
    code: 'invalid_input',
    issues: [{ path: 'inputs.1.content', message: expect.stringMatching(/^scan\.pdf holds pictures of pages but no text/) }],
  });
  await expect(create(input('a.bin', Buffer.from([0xff, 0xfe, 1])))).rejects.toMatchObject({ issues: [{ path: 'inputs.0.content' }] });
  expect((await engine.runs.list({ limit: 200 })).items).toHaveLength(before);
});
