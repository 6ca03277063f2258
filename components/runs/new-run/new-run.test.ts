import { describe, expect, it } from 'vitest';
import { guessType } from '@/lib/documents/guess-type';
import { EMPTY_DRAFT, parseBudget } from './draft';
import { loadDraft, saveDraft } from './draft-storage';
import { sortIssues } from './issue-fields';
import { PLAN_EXAMPLE } from './plan-example';
import { documentOf, readDocument } from './read-document';
import { readPlan } from './read-plan';
import { createKeyKeeper } from './request-key';

const problems = (text: string) => readPlan(text).problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);

describe('readPlan', () => {
  it('accepts the example', () => {
    expect(problems(PLAN_EXAMPLE)).toEqual([]);
    expect(readPlan(PLAN_EXAMPLE).tasks).toHaveLength(4);
  });
  it('accepts JSON and a mapping with tasks', () =>
    expect(readPlan('{"tasks": [{"key": "a", "role": "tech_lead", "prompt": "x"}]}').tasks).toHaveLength(1));
  it.each([
    ['', ['null tasks: Write at least one task']],
    ['hello', ['null tasks: Write a list of tasks: each begins with "- key: …"']],
    ['- key: a\n  role: tech_lead\n  prompt: x\n  color: red', ['4 tasks.0.color: "color" is not a field of a task']],
    ['- key: a\n  role: tech_lead', ['1 tasks.0.prompt: a task for an agent needs a prompt']],
    ['- key: a\n  kind: gate', ['1 tasks.0.gate: a task of kind "gate" needs it: { type, criteria?, condition? }']],
    ['- key: a\n  role: tech_lead\n  prompt: x\n  dependsOn:\n    - zz', ['5 tasks.0.dependsOn.0: there is no task "zz"']],
    [
      'tasks:\n- {key: a, role: tech_lead, prompt: x, dependsOn: [b]}\n- {key: b, role: tech_lead, prompt: x, dependsOn: [a]}',
      ['2 tasks.0.dependsOn: these tasks wait for each other: a → b → a'],
    ],
    ['- {key: a, role: tech_lead, prompt: x}\n- {key: a, role: tech_lead, prompt: x}', ['2 tasks.1.key: the key "a" is used twice']],
  ])('%j', (text, expected) => expect(problems(text)).toEqual(expected));
  it('names the line of a YAML fault', () => expect(problems('- key: a\n  role: [x')[0]).toMatch(/^2 tasks: YAML:/));
  it('names the line of a refused value', () => expect(problems('- key: a\n  role: chef\n  prompt: x')[0]).toMatch(/^2 tasks\.0\.role: /));
});

describe('guessType', () => {
  it.each([
    ['notes.md', 'document'],
    ['Requirements v2.md', 'requirements'],
    ['tides.csv', 'data'],
    ['main.py', 'code'],
    ['user.test.ts', 'tests'],
    ['threat-model.txt', 'security'],
    ['README', 'document'],
  ])('%s is %s', (name, type) => expect(guessType(name)).toBe(type));
});

describe('readDocument', () => {
  const file = (name: string, bytes: Uint8Array<ArrayBuffer>) => ({ name, size: bytes.byteLength, arrayBuffer: async () => bytes.buffer });
  it('reads text and drops folders from the name', async () =>
    expect(await readDocument(file('a\\b/tides.csv', new TextEncoder().encode('h,m\n')), '1')).toEqual({
      ok: true,
      document: { id: '1', name: 'tides.csv', type: 'data', content: 'h,m\n', wireBytes: 7 },
    }));
  it('keeps a PDF and a zip as they are, whatever they are called', async () => {
    const pdf = new Uint8Array(100_000).fill(7);
    pdf.set(new TextEncoder().encode('%PDF-1.7'));
    const read = await readDocument(file('spec.txt', pdf), '1');
    if (!read.ok) throw new Error(read.why);
    expect(read.document).toMatchObject({ name: 'spec.txt', type: 'requirements', encoding: 'base64' });
    expect(Buffer.from(read.document.content, 'base64')).toEqual(Buffer.from(pdf));
    expect(await readDocument(file('shop', new Uint8Array([0x50, 0x4b, 3, 4])), '1')).toMatchObject({
      document: { type: 'code', encoding: 'base64', content: 'UEsDBA==' },
    });
    const large = new Uint8Array(3_100_000);
    large.set([0x50, 0x4b, 3, 4]);
    expect(await readDocument(file('shop.zip', large), '1')).toMatchObject({ ok: false, why: expect.stringMatching(/2\.9 MiB/) });
  });
  it.each([
    ['bytes that are no UTF-8', new Uint8Array([0xff, 0xd8, 0xff])],
    ['a NUL byte', new Uint8Array([65, 0, 66])],
  ])('refuses %s', async (_, bytes) => expect(await readDocument(file('x.bin', bytes), '1')).toMatchObject({ ok: false, name: 'x.bin' }));
});

describe('the form', () => {
  it.each([
    ['', null],
    [' $2.50 ', 2.5],
    ['0', undefined],
    ['-1', undefined],
    ['1e3', undefined],
  ])('budget %j is %s', (text, usd) => expect(parseBudget(text)).toBe(usd));

  it('shows each issue at its field', () => {
    const faults = sortIssues([
      { path: 'goal', message: 'a' },
      { path: 'inputs.1.name', message: 'b' },
      { path: 'tasks.0.role', message: 'c' },
      { path: 'priority', message: 'd' },
    ]);
    expect(faults).toMatchObject({ goal: 'a', plan: [{ message: 'c' }], rest: ['priority: d'] });
    expect(faults.documents.get(1)).toBe('b');
  });

  it('has one key for one body', () => {
    let count = 0;
    const keyOf = createKeyKeeper(() => `k${++count}`);
    expect([keyOf('a'), keyOf('a'), keyOf('b'), keyOf('a')]).toEqual(['k1', 'k1', 'k2', 'k3']);
  });

  it('survives a reload, and a full storage loses the documents alone', () => {
    const stored = new Map<string, string>();
    let room = 10_000;
    // The three calls that a draft makes; the rest of the interface is not asked for.
    const storage = {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => {
        if (value.length > room) throw new Error('QuotaExceededError');
        stored.set(key, value);
      },
      removeItem: (key: string) => void stored.delete(key),
    } as unknown as Storage;
    const draft = { ...EMPTY_DRAFT, goal: 'Tides', documents: [documentOf('a.md', 'text', '1')] };
    saveDraft(storage, draft, true);
    expect(loadDraft(storage)).toEqual(draft);
    room = 80;
    saveDraft(storage, { ...draft, documents: [documentOf('b.md', 'x'.repeat(200), '2')] }, true);
    expect(loadDraft(storage)).toEqual({ ...draft, documents: [] });
  });
});
