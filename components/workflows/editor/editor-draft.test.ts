import { expect, it } from 'vitest';
import { checkEditor, countPlaces, EMPTY_EDITOR, fromEditor, keyOfTitle, makeInput, numberOrText, toEditor } from './editor-draft';

const draft = {
  ...EMPTY_EDITOR,
  key: 'berths',
  goal: 'Plan the east pier. The east pier is old.',
  tasks: [{ key: 'a', role: 'tech_lead' as const, title: 'Survey the east pier', prompt: 'Measure the east pier.' }],
};

it('words become an input wherever they stand, and its default', () => {
  expect(countPlaces(draft, 'east pier')).toBe(4);
  const made = makeInput(draft, 'east pier', 'pier');
  expect(made).toMatchObject({
    goal: 'Plan the {{inputs.pier}}. The {{inputs.pier}} is old.',
    tasks: [{ title: 'Survey the {{inputs.pier}}', prompt: 'Measure the {{inputs.pier}}.' }],
    inputs: [{ name: 'pier', type: 'text', default: 'east pier' }],
  });
  expect(checkEditor(made).ok).toBe(true);
});

it('what was read is written again', () => {
  const checked = checkEditor({ ...draft, budgetUsd: 2.5, tags: ['x'], title: 'Berths' });
  expect(checked.ok && fromEditor(toEditor(checked.draft))).toMatchObject({ budgetUsd: 2.5, tags: ['x'], title: 'Berths' });
});

it('faults have the path of their field', () => {
  const checked = checkEditor({ ...draft, key: '', goal: '{{inputs.x}}', budgetUsd: 'five' });
  expect(checked.ok ? [] : checked.issues.map((issue) => issue.path).sort()).toEqual(['budgetUsd', 'key']);
});

it.each([
  ['Ship a feature', 'ship-a-feature'],
  ['Übergabe: Müll & Öl!', 'ubergabe-mull-ol'],
  ['2026 review', 'review'],
  ['日本', ''],
])('the key of %s is %s', (title, key) => expect(keyOfTitle(title)).toBe(key));

it('a figure is one as soon as it can be', () => {
  expect(['', '5', '2.5', '2.', '1e3', 'x'].map(numberOrText)).toEqual([undefined, 5, 2.5, '2.', '1e3', 'x']);
});
