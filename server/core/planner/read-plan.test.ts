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
    [{ tasks: [task({ kind: 'branch' })] }, 'tasks.0.kind'],
    [{ tasks: [task({ gate: { type: 'human' } })] }, 'tasks.0.gate'],
    [{ tasks: [task(), task({ key: 'g', kind: 'gate', dependsOn: ['a'] })] }, 'tasks.1.gate'],
    [{ tasks: [task({ kind: 'gate', gate: { type: 'human' } })] }, 'tasks.0.dependsOn'],
    [{ tasks: [task(), task({ key: 'g', kind: 'gate', dependsOn: ['a'], gate: { type: 'mood' } })] }, 'tasks.1.gate.type'],
    [{ tasks: [task({ dependsOn: ['b'] }), task({ key: 'b', dependsOn: ['a'] })] }, 'wait for each other'],
  ])('%j is refused by the name of its fault', (value, fault) => {
    const reading = read(value);
    expect(reading.ok ? [] : reading.errors.join('\n')).toContain(fault);
  });

  it('holds gates, told by their criteria alone', () => {
    const gate = (over: object) => ({ key: 'g', title: 'Look', dependsOn: ['a'], kind: 'gate', artifactType: 'review', ...over });
    const gateOf = (over: object) => {
      const reading = read({ tasks: [task({ kind: 'agent', gate: null }), gate(over)] });
      return reading.ok ? reading.plan.tasks[1] : reading.errors;
    };
    expect(gateOf({ gate: { type: 'security_review', criteria: 'No secret in a log.', condition: null } })).toMatchObject({
      ...{ kind: 'gate', role: 'security_reviewer', dependsOn: ['a'] },
      gate: { type: 'security_review', criteria: 'No secret in a log.' },
    });
    expect(gateOf({ gate: { type: 'human', criteria: '' }, prompt: 'Look at it.' })).toMatchObject({
      gate: { type: 'human' },
      prompt: 'Look at it.',
    });
  });

  it('with very many faults shows some and counts the rest', () => {
    const reading = read({ tasks: Array.from({ length: 50 }, (_, index) => task({ key: `k${index}`, dependsOn: ['nobody'] })) });
    expect(reading.ok ? [] : reading.errors).toHaveLength(13);
  });
});
