import { expect, it } from 'vitest';
import { type WorkflowDraftInput, workflowDraftSchema } from '@/lib/contracts/workflow';
import { graphOf } from '@/lib/graph-edit/drafts';
import { versionWords } from './version-words';

function wordsBetween(before: WorkflowDraftInput, after: WorkflowDraftInput): string[] {
  const [from, to] = [workflowDraftSchema.parse(before), workflowDraftSchema.parse(after)];
  return versionWords(from, to, graphOf(from.tasks ?? []), graphOf(to.tasks ?? [])).map(({ mark, words }) => `${mark}: ${words}`);
}

const V1: WorkflowDraftInput = {
  key: 'berths',
  goal: 'Plan {{inputs.pier}}',
  inputs: [{ name: 'pier', type: 'text' }],
  tasks: [
    { key: 'survey', role: 'tech_lead', prompt: 'List' },
    { key: 'old', role: 'tech_lead', prompt: 'Old', dependsOn: ['survey'] },
    { key: 'rules', role: 'tech_lead', prompt: 'Rules', dependsOn: ['survey', 'old'] },
  ],
};

it('says what is other in a version of a workflow, each thing once', () => {
  expect(wordsBetween(V1, V1)).toEqual([]);
  const V2: WorkflowDraftInput = {
    ...V1,
    goal: 'Plan it',
    inputs: [{ name: 'depth', type: 'number' }],
    budgetUsd: 2,
    tasks: [
      { key: 'survey', role: 'tech_lead', prompt: 'List all', tier: 'premium' },
      { key: 'word', kind: 'gate', gate: { type: 'human' }, dependsOn: ['survey'] },
      { key: 'rules', role: 'tech_lead', prompt: 'Rules', dependsOn: ['word'] },
    ],
  };
  expect(wordsBetween(V1, V2)).toEqual([
    'changed: Goal rewritten',
    'changed: Budget in dollars none → 2',
    'added: Input depth added (number)',
    'removed: Input pier removed',
    'changed: Survey: prompt rewritten, tier standard → premium',
    'removed: Old removed',
    'added: Word added (gate: person’s word) after Survey',
    'added: Rules waits for Word',
    'removed: Rules no longer waits for Survey',
  ]);
});
