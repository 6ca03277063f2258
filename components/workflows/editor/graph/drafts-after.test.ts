import { describe, expect, it } from 'vitest';
import type { EditOperation } from '@/lib/contracts/edit';
import { type TaskDraftInput, taskDraftSchema } from '@/lib/contracts/task';
import { applyEdit } from '@/lib/graph-edit/apply-edit';
import { draftsAfter, templateGraph } from './drafts-after';
import { undrawable } from './undrawable';

const TIERS = { tech_lead: 'premium' } as const;
const DRAFTS: TaskDraftInput[] = [
  { key: 'survey', title: 'Survey', role: 'tech_lead', tier: 'premium', prompt: 'List {{inputs.pier}} and \\{{this}}', maxAttempts: 3 },
  { key: 'many', kind: 'branch', dependsOn: ['survey'], branch: { condition: 'task.turns > 3', ifTrue: ['large'], ifFalse: ['small'] } },
  { key: 'large', role: 'tech_lead', prompt: 'Plan {{inputs.pier}} with {{tasks.survey.outputs.n}}', dependsOn: ['many'] },
  { key: 'small', role: 'tech_lead', prompt: 'Plan few' },
  { key: 'unwritten', role: 'tech_lead', prompt: '', dependsOn: ['survey'] },
];
DRAFTS[0] = { ...DRAFTS[0], outputs: { type: 'object', properties: { n: { type: 'number' } } } } as TaskDraftInput;

const base = templateGraph(DRAFTS, TIERS);
function edited(...operations: EditOperation[]): TaskDraftInput[] {
  const outcome = applyEdit(base, operations, { cancelRunning: [], rerunInvalidated: false, tierOf: TIERS });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.issues));
  return draftsAfter(DRAFTS, base, outcome.result.graph, TIERS);
}
const without = (...keys: string[]) => DRAFTS.filter(({ key }) => !keys.includes(key));

describe('the tasks of a workflow behind an edit of their graph', () => {
  it('are what they were, word for word, where nothing was edited', () => {
    expect(draftsAfter(DRAFTS, base, base, TIERS)).toEqual(DRAFTS);
    expect(base.tasks.every((task) => task.status === 'PENDING')).toBe(true);
  });

  it('keep placeholders and what was written but not needed, beside what changed', () => {
    const after = edited({ op: 'updateTask', key: 'survey', changes: { timeoutSeconds: 60, prompt: 'Count {{inputs.pier}}' } });
    expect(after[0]).toEqual({ ...DRAFTS[0], timeoutSeconds: 60, prompt: 'Count {{inputs.pier}}' });
    expect(after.slice(1)).toEqual(DRAFTS.slice(1));
  });

  it('say a tier that is the usual one of no role, and nothing of a prompt that nobody wrote', () => {
    const after = edited({ op: 'updateTask', key: 'small', changes: { tier: 'standard' } });
    expect(after[3]).toEqual({ ...DRAFTS[3], tier: 'standard' });
    expect(after[4]).toEqual(DRAFTS[4]);
  });

  it('take in gates and branches, and let a way go', () => {
    const after = edited(
      { op: 'insertGate', key: 'review', after: 'survey', gateType: 'human' },
      { op: 'updateTask', key: 'many', changes: { branch: { condition: 'task.turns > 4', ifTrue: ['large'], ifFalse: [] } } },
    );
    const by = new Map(after.map((draft) => [draft.key, draft]));
    expect(by.get('review')).toMatchObject({ kind: 'gate', gate: { type: 'human' }, dependsOn: ['survey'] });
    expect(by.get('many')).toMatchObject({ dependsOn: ['review'], branch: { condition: 'task.turns > 4', ifFalse: [] } });
    expect(by.get('large')?.prompt).toBe(DRAFTS[2]?.prompt);
    expect(undrawable(after)).toEqual([]);
    expect(after.map((draft) => taskDraftSchema.safeParse({ ...draft, prompt: draft.prompt || undefined }).success)).not.toContain(false);
    expect(templateGraph(after, TIERS).tasks.map(({ key, dependsOn }) => [key, [...dependsOn].sort()])).toContainEqual(['large', ['many']]);
  });

  it('lose a removed task and its edges', () => {
    const after = edited({ op: 'removeTask', key: 'unwritten' });
    expect(after).toEqual(without('unwritten'));
  });
});

it('says what keeps tasks from being drawn, and where', () => {
  expect(undrawable(DRAFTS)).toEqual([]);
  const twice = undrawable([{ key: 'a' }, { key: 'a' }]);
  expect(twice[0]).toMatchObject({ path: 'tasks.1.key' });
  expect(undrawable([{ key: '1st' }])[0]?.path).toBe('tasks.0.key');
  expect(undrawable([{ key: 'a', dependsOn: ['nobody'] }])[0]?.path).toBe('tasks.0.dependsOn.0');
});
