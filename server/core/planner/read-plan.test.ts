import { describe, expect, it } from 'vitest';
import { readPlan } from './read-plan';

const task = (over: object = {}) => ({ key: 'a', title: 'A', role: 'tech_lead', prompt: 'Make it.', dependsOn: [], ...over });
const read = (value: unknown) => readPlan(JSON.stringify(value), 'plan');

describe('a plan', () => {
  it.each([
    ['as asked for', { tasks: [task()] }],
    ['as a bare list', [task()]],
    ['one level down', { plan: { tasks: [task()] } }],
    [
      'in snake case, with nulls and extras',
      { tasks: [{ id: 'a', name: 'A', role: 'tech_lead', description: 'Make it.', depends_on: [], tier: null, effort: 3 }] },
    ],
  ])('%s is read', (_what, value) => {
    expect(read(value)).toMatchObject({ ok: true, plan: { tasks: [{ key: 'a', title: 'A', prompt: 'Make it.', dependsOn: [] }] } });
  });

  it.each([
    [{ tasks: [] }, 'tasks'],
    [{ steps: [] }, 'tasks'],
    [{ tasks: [task({ role: 'planner' })] }, 'tasks.0.role'],
    [{ tasks: [task({ role: undefined })] }, 'tasks.0.role'],
    [{ tasks: [task({ prompt: '' })] }, 'tasks.0.prompt'],
    [{ tasks: [task({ key: 'not a key' })] }, 'tasks.0.key'],
    [{ tasks: [task({ key: 'plan' })] }, 'tasks.0.key'],
    [{ tasks: [task(), task()] }, 'tasks.1.key'],
    [{ tasks: [task({ kind: 'gate' })] }, 'tasks.0.kind'],
    [{ tasks: [task({ dependsOn: ['b'] }), task({ key: 'b', dependsOn: ['a'] })] }, 'wait for each other'],
  ])('%j is refused by the name of its fault', (value, fault) => {
    const reading = read(value);
    expect(reading.ok ? [] : reading.errors.join('\n')).toContain(fault);
  });

  it('with very many faults shows some and counts the rest', () => {
    const reading = read({ tasks: Array.from({ length: 50 }, (_, index) => task({ key: `k${index}`, dependsOn: ['nobody'] })) });
    expect(reading.ok ? [] : reading.errors).toHaveLength(13);
  });
});
