import { expect, it } from 'vitest';
import { maskByRun, runIdsIn } from './mask-by-run';

const A = '01890000-0000-7000-8000-00000000000a';
const B = '01890000-0000-7000-8000-00000000000b';
const words = new Map([[A, ['SECRET']]]);

it('finds what may be a run, however deep', () => {
  expect(runIdsIn({ items: [{ runId: A, at: new Date(0) }], side: { of: [B] }, name: 'x' })).toEqual([A, B]);
});

it('masks each entry of a list by its own run', () => {
  const answer = {
    items: [{ runId: A, title: 'SECRET', deep: [{ text: 'a SECRET' }] }, { runId: B, title: 'SECRET' }, null],
    groups: [{ title: 'SECRET', count: 2 }],
  };
  expect(maskByRun(answer, words, [])).toEqual({
    items: [{ runId: A, title: '******', deep: [{ text: 'a ******' }] }, { runId: B, title: 'SECRET' }, null],
    groups: [{ title: '******', count: 2 }],
  });
});

it('masks beside what names the run, and all of what was asked for', () => {
  expect(maskByRun({ left: { runId: A }, right: { runId: B }, tasks: [{ text: 'SECRET' }] }, words, [])).toMatchObject({
    tasks: [{ text: '******' }],
  });
  expect(maskByRun({ runIds: [B, A], title: 'SECRET' }, words, [])).toMatchObject({ title: '******' });
  expect(maskByRun(['SECRET', new Date(0)], words, [A])).toEqual(['******', new Date(0)]);
});
