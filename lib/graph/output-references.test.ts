import { describe, expect, it } from 'vitest';
import { taskDraftSchema } from '@/lib/contracts/task';
import { fillOutputs, MAX_VALUE_CHARACTERS, outputReferenceIssues } from './output-references';

const outputs = {
  type: 'object',
  properties: {
    region: { type: 'object', properties: { name: { type: 'string' } } },
    berths: { type: 'array', items: { type: 'object' } },
  },
};
const draft = (key: string, dependsOn: string[], prompt = 'x', more: object = {}) =>
  taskDraftSchema.parse({ key, role: 'tech_lead', dependsOn, prompt, ...more });
const issuesOf = (prompt: string) =>
  outputReferenceIssues([
    draft('survey', [], 'x', { outputs }),
    draft('middle', ['survey']),
    draft('aside', [], 'x', { outputs }),
    draft('report', ['middle', 'covered'], prompt),
    taskDraftSchema.parse({ key: 'covered', kind: 'branch', branch: { condition: 'true', ifTrue: [], ifFalse: [] } }),
  ]).map((issue) => `${issue.path}: ${issue.message}`);

describe('a value of another task in a prompt', () => {
  it.each([
    '{{tasks.covered.outputs.result}}',
    '{{tasks.survey.outputs.region.name}}',
    '{{ tasks.survey.outputs.berths.0.length }}',
    '{{inputs.name}} {{tasks.survey}} {{x}}',
  ])('%s is fine', (prompt) => expect(issuesOf(prompt)).toEqual([]));

  it.each([
    ['{{tasks.nobody.outputs.x}}', 'there is no task "nobody"'],
    ['{{tasks.aside.outputs.region}}', '"aside" does not come before this task; add it to dependsOn'],
    ['{{tasks.report.outputs.x}}', '"report" does not come before this task; add it to dependsOn'],
    ['{{tasks.middle.outputs.x}}', '"middle" has no outputs; give it an `outputs` schema'],
    ['{{tasks.survey.outputs.tide}}', 'the outputs have no "tide"; they have region, berths'],
    ['{{tasks.survey.outputs.region.size}}', 'the outputs have no "size"; they have name'],
  ])('%s is refused: %s', (reference, problem) => {
    expect(issuesOf(`Look at ${reference}.`)).toEqual([`tasks.3.prompt: ${reference}: ${problem}`]);
  });

  it('is put in: texts as they are, the rest as JSON, what is missing as null, and never too long', () => {
    const of = (key: string) =>
      key === 'survey'
        ? { region: { name: 'North {{tasks.survey.outputs.berths}}' }, berths: [{ length: 9 }], long: 'x'.repeat(9_000) }
        : undefined;
    expect(fillOutputs('{{tasks.survey.outputs.region.name}}', of)).toBe('North {{tasks.survey.outputs.berths}}');
    expect(fillOutputs('{{tasks.survey.outputs.berths}}/{{tasks.survey.outputs.berths.0.length}}', of)).toBe('[{"length":9}]/9');
    expect(fillOutputs('{{tasks.survey.outputs.constructor}} {{tasks.b.outputs.x}}', of)).toBe('null null');
    expect(fillOutputs('{{tasks.survey.outputs.long}}', of)).toHaveLength(MAX_VALUE_CHARACTERS + ' … (cut)'.length);
  });
});
