import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { WorkflowDraftInput } from '@/lib/contracts/workflow';
import { workflowJsonSchema } from './workflow-schema';
import { readWorkflowYaml, writeWorkflowYaml } from './workflow-yaml';

const WORKFLOW: WorkflowDraftInput = {
  key: 'checked-berths',
  title: 'Checked berths',
  goal: 'Plan {{inputs.pier}}',
  inputs: [{ name: 'pier', type: 'choice', choices: ['east', 'west'], default: 'east' }],
  tags: ['harbour'],
  budgetUsd: 2.5,
  tasks: [
    {
      key: 'survey',
      role: 'tech_lead',
      prompt: 'List the berths of {{inputs.pier}}',
      outputs: { type: 'object', properties: { berths: { type: 'number' } } },
    },
    {
      key: 'review',
      kind: 'gate',
      role: 'code_reviewer',
      prompt: 'Look',
      dependsOn: ['survey'],
      gate: { type: 'code_review', criteria: 'All' },
    },
    {
      key: 'many',
      kind: 'branch',
      dependsOn: ['review'],
      branch: { condition: 'outputs.survey.berths > 3', ifTrue: ['large'], ifFalse: ['small'] },
    },
    { key: 'large', role: 'tech_lead', prompt: 'Plan many', tier: 'premium', sideEffects: 'reversible' },
    { key: 'small', role: 'tech_lead', prompt: 'Plan few', timeoutSeconds: 60 },
    { key: 'word', kind: 'gate', dependsOn: ['large', 'small'], gate: { type: 'human' } },
  ],
};

const validate = new Ajv({ strict: false, allErrors: true }).compile(workflowJsonSchema());
const faultsOf = (value: unknown): string[] => {
  validate(value);
  return (validate.errors ?? []).map((fault) => fault.instancePath);
};

describe('the published schema of workflow files', () => {
  it('takes an exported file with gates and branches, which names it in its first line', () => {
    const file = writeWorkflowYaml(WORKFLOW, 'https://box.example/schemas/workflow.json');
    expect(file.split('\n')[0]).toBe('# yaml-language-server: $schema=https://box.example/schemas/workflow.json');
    expect(faultsOf(parse(file))).toEqual([]);
    expect(readWorkflowYaml(file).problems).toEqual([]);
    expect(readWorkflowYaml(file).workflow?.tasks?.map((task) => task.kind)).toEqual(['agent', 'gate', 'branch', 'agent', 'agent', 'gate']);
  });

  it('refuses what the reader refuses, at the same place', () => {
    const wrong = {
      ...WORKFLOW,
      tasks: [{ key: '1st' }, { key: 'gate', kind: 'gate', gate: { type: 'guess' } }, { key: 'b', branch: {} }],
    };
    const places = faultsOf(wrong);
    expect(places).toEqual(expect.arrayContaining(['/tasks/0/key', '/tasks/1/gate/type', '/tasks/2/branch']));
    expect(faultsOf({ ...WORKFLOW, surprise: 1 })).toEqual(['']);
    expect(faultsOf({ key: 'a' })).toEqual(['']);
  });
});
