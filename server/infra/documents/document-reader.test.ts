import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { buildPdf, drawn } from '@/test/documents/build-pdf';
import { createDocumentReader } from './create-document-reader';

const reader = createDocumentReader();
const RULES = readFileSync(join(import.meta.dirname, '../../../test/documents/harbour-rules.pdf'));
const pdf = (bytes: Uint8Array) => reader.read('pdf', new Uint8Array(bytes));
const zip = (files: Parameters<typeof zipSync>[0], edit: (bytes: Uint8Array) => void = () => {}) => {
  const bytes = zipSync(files);
  edit(bytes);
  return reader.read('zip', bytes);
};
const whyOf = async (result: ReturnType<typeof pdf>) => {
  const read = await result;
  return read.ok ? 'it was read' : read.why;
};

describe('a PDF', () => {
  it('that a browser printed gives its text, page by page', async () => {
    const read = await pdf(RULES);
    if (!read.ok || read.document.kind !== 'pdf') throw new Error(JSON.stringify(read));
    expect(read.document.pages).toBe(2);
    expect(read.document.text).toMatch(/^\[page 1\]\nHarbour rules of Dunmore\n/);
    expect(read.document.text).toContain('Rule H-2: the deposit is €120 and is given back within 5 days.');
    expect(read.document.text).toMatch(/\[page 2\]\nFees\n[\s\S]*8–14.5 m[\s\S]*€31/);
    expect(read.document.text).toContain('Größe, naïve');
  });

  it.each([
    ['a scan', buildPdf('0 0 100 100 re f'), /no text, as scans do/],
    ['one that is protected', buildPdf(drawn('Secret'), { encrypted: true }), /password/],
    ['one that is cut in the middle', RULES.subarray(0, 300), /damaged/],
    ['one that only begins like one', Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(5_000)]), /damaged/],
    ['one of too many pages', buildPdf(drawn('x'), { pages: 1_001 }), /1001 pages; at most 1000/],
  ])('%s is refused with the reason', async (_name, bytes, why) => {
    expect(await whyOf(pdf(bytes))).toMatch(why);
  });

  it('whose page unpacks without end is given up, and the process lives', async () => {
    const bomb = buildPdf(Buffer.alloc(512 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const strict = createDocumentReader({ timeoutMs: 3_000, heapMb: 64, growthMb: 300 });
    const read = await strict.read('pdf', new Uint8Array(bomb));
    expect(read).toMatchObject({ ok: false });
  }, 60_000);
});

describe('a zip', () => {
  it('gives its text files; what no agent reads is left out with the reason', async () => {
    const read = await zip({
      'shop/src/app.ts': strToU8('export const port = 8080;\n'),
      'shop/README.md': strToU8('# Shop'),
      'shop/logo.png': randomBytes(64),
      'shop/data.unknown': new Uint8Array([0xff, 0xfe, 0x00]),
      'shop/node_modules/left-pad/index.js': strToU8('module.exports = 1'),
      'shop/.git/config': strToU8('[core]'),
      'shop/.env': strToU8('KEY=1'),
      'shop/.env.example': strToU8('KEY='),
      'shop/more.zip': strToU8('PK'),
    });
    if (!read.ok || read.document.kind !== 'zip') throw new Error(JSON.stringify(read));
    expect(read.document.files.map((file) => file.path)).toEqual(['shop/src/app.ts', 'shop/README.md', 'shop/.env.example']);
    expect(read.document.files[0]?.content).toBe('export const port = 8080;\n');
    expect(Object.fromEntries(read.document.skipped.map(({ path, why }) => [path, why]))).toEqual({
      'shop/logo.png': 'not text',
      'shop/data.unknown': 'not text',
      'shop/node_modules/left-pad/index.js': 'in node_modules',
      'shop/.git/config': 'in .git',
      'shop/.env': 'may hold secrets',
      'shop/more.zip': 'an archive within the archive',
    });
  });

  it('cannot name a way out, nor two files alike', async () => {
    const read = await zip({
      '../../etc/cron.d/x': strToU8('a'),
      '/etc/passwd.txt': strToU8('b'),
      'C:\\Windows\\win.txt': strToU8('c'),
      'a/./b\u0007.txt': strToU8('d'),
      'a/b_.txt': strToU8('e'),
    });
    if (!read.ok || read.document.kind !== 'zip') throw new Error(JSON.stringify(read));
    expect(read.document.files.map((file) => file.path)).toEqual([
      'etc/cron.d/x',
      'etc/passwd.txt',
      'Windows/win.txt',
      'a/b_.txt',
      'a/b_.txt (2)',
    ]);
  });

  it.each<[string, Parameters<typeof zipSync>[0], RegExp]>([
    ['nothing', {}, /nothing in it/],
    [
      'pictures alone',
      { 'a.png': randomBytes(9), 'b.jpg': randomBytes(9) },
      /without a text file: a\.png is left out \(not text\), and 1 more/,
    ],
    ['an office document', { '[Content_Types].xml': strToU8('<x/>'), 'word/document.xml': strToU8('<x/>') }, /office program/],
    ['a file that unpacks to 1,000 times its size', { 'a.txt': new Uint8Array(1_500_000) }, /more than 200 times its size/],
    [
      'more than is read together',
      Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`${index}.txt`, strToU8(randomBytes(512 * 1024).toString('hex'))])),
      /unpacks to 17 MiB/,
    ],
    ['too many files', Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`${index}.txt`, strToU8('x')])), /1001 files/],
  ])('with %s is refused', async (_name, files, why) => {
    expect(await whyOf(zip(files))).toMatch(why);
  });

  it('whose stated sizes are a lie is refused', async () => {
    const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset);
    const directory = (bytes: Uint8Array) => view(bytes).getUint32(bytes.length - 6, true);
    const text = { 'a.txt': strToU8('some words that are packed '.repeat(50)) };
    const lie = (value: number) => zip(text, (bytes) => view(bytes).setUint32(directory(bytes) + 24, value, true));
    expect(await whyOf(lie(10))).toMatch(/a\.txt does not unpack to what is stated/);
    expect(await whyOf(lie(100_000))).toMatch(/does not unpack/);
    expect(await whyOf(zip(text, (bytes) => view(bytes).setUint32(directory(bytes) + 42, 9_999, true)))).toMatch(/damaged/);
    expect(await whyOf(zip(text, (bytes) => bytes.fill(0xff, 40, 42)))).toMatch(/does not unpack/);
  });

  it('whose entries share their bytes is refused', async () => {
    const files = { 'a.txt': strToU8('aaaa'), 'b.txt': strToU8('bbbb') };
    const result = zip(files, (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const first = view.getUint32(bytes.length - 6, true);
      view.setUint32(first + 46 + 5 + 42, 0, true);
    });
    expect(await whyOf(result)).toMatch(/overlap/);
  });

  it.each([0, 1, 10, 21, 22, 60])('of %d random bytes is refused, not a fault', async (length) => {
    expect(await whyOf(reader.read('zip', randomBytes(length)))).toMatch(/damaged/);
  });
});

it('many documents at once wait in line, and no more than a few', async () => {
  const results = await Promise.allSettled(Array.from({ length: 24 }, () => zip({ 'a.txt': strToU8('x') })));
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused).toHaveLength(2);
  expect(refused[0]).toMatchObject({ reason: { code: 'unavailable' } });
  expect(results.filter((result) => result.status === 'fulfilled' && result.value.ok)).toHaveLength(22);
}, 60_000);
