import { describe, expect, it } from 'vitest';
import type { EditOperationInput } from '@/lib/contracts/edit';
import { branchOf, edited, graphOf, refusals, wordsOf } from '@/test/graph-edit/editable';
import type { EditOptions } from './types';

const draft = (key: string, dependsOn: string[] = []) => ({ key, dependsOn, role: 'tech_lead' as const, prompt: 'Do it.' });

describe('what an edit makes of a graph', () => {
  it.each<[string, string, EditOperationInput, Partial<EditOptions>, string]>([
    [
      'addTask: a new task is ready where what it waits for is done',
      'a:SUCCEEDED b:READY',
      { op: 'addTask', task: draft('x', ['a']) },
      {},
      'a:SUCCEEDED b:READY x(a):READY',
    ],
    [
      'addTask: and waits where it is not',
      'a:SUCCEEDED b:READY',
      { op: 'addTask', task: draft('x', ['a', 'b']) },
      {},
      'a:SUCCEEDED b:READY x(a,b)',
    ],
    [
      'addTask: behind what was skipped it is skipped',
      'a:SKIPPED',
      { op: 'addTask', task: draft('x', ['a']) },
      {},
      'a:SKIPPED x(a):SKIPPED',
    ],
    [
      'addTask: behind what a person set aside it goes on',
      'a:RESOLVED',
      { op: 'addTask', task: draft('x', ['a']) },
      {},
      'a:RESOLVED x(a):READY',
    ],
    [
      'removeTask: joins its dependents to its dependencies, in its place',
      'a b(a) c d(c,b)',
      { op: 'removeTask', key: 'b' },
      {},
      'a c d(c,a)',
    ],
    ['removeTask: a dependency that they had already stays where it was', 'a b(a) d(a,b)', { op: 'removeTask', key: 'b' }, {}, 'a d(a)'],
    ['removeTask: what then waits for nothing is ready', 'a:READY d(a)', { op: 'removeTask', key: 'a' }, {}, 'd:READY'],
    [
      'removeTask: a failed task goes, and what stood behind it goes on',
      'z:SUCCEEDED a(z):FAILED d(a)',
      { op: 'removeTask', key: 'a' },
      {},
      'z:SUCCEEDED d(z):READY',
    ],
    [
      'removeTask: a running one only where it is named in cancelRunning',
      'a:RUNNING d(a)',
      { op: 'removeTask', key: 'a' },
      { cancelRunning: ['a'] },
      'd:READY',
    ],
    [
      'addDependency: `to` waits for `from`; a READY one is withdrawn',
      'a:READY b:READY',
      { op: 'addDependency', from: 'a', to: 'b' },
      {},
      'a:READY b(a)',
    ],
    [
      'addDependency: a finished one is invalidated',
      'a:READY b:SUCCEEDED',
      { op: 'addDependency', from: 'a', to: 'b' },
      {},
      'a:READY b(a):SUCCEEDED!',
    ],
    [
      'addDependency: and runs again with everything below it, where it is asked for',
      'a:READY b:SUCCEEDED c(b):SUCCEEDED d(c):READY e:SUCCEEDED',
      { op: 'addDependency', from: 'a', to: 'b' },
      { rerunInvalidated: true },
      'a:READY b(a) c(b) d(c) e:SUCCEEDED',
    ],
    [
      'addDependency: a running one begins anew where it is named in cancelRunning',
      'a:READY b:RUNNING',
      { op: 'addDependency', from: 'a', to: 'b' },
      { cancelRunning: ['b'] },
      'a:READY b(a)',
    ],
    ['addDependency: a waiting one is put back', 'a:READY b:WAITING', { op: 'addDependency', from: 'a', to: 'b' }, {}, 'a:READY b(a)'],
    [
      'removeDependency: what waits for nothing else is ready',
      'a:RUNNING b(a)',
      { op: 'removeDependency', from: 'a', to: 'b' },
      {},
      'a:RUNNING b:READY',
    ],
    [
      'removeDependency: a finished one is invalidated',
      'a:SUCCEEDED b(a):SUCCEEDED',
      { op: 'removeDependency', from: 'a', to: 'b' },
      {},
      'a:SUCCEEDED b:SUCCEEDED!',
    ],
    [
      'insertGate: what depended on `after` depends on the gate',
      'a:SUCCEEDED b(a):READY c(b,a)',
      { op: 'insertGate', key: 'g', after: 'a', gateType: 'human' },
      {},
      'a:SUCCEEDED b(g) c(b,g) g(a):READY',
    ],
    [
      'insertGate: after several',
      'a b c(a,b) d(b)',
      { op: 'insertGate', key: 'g', after: ['a', 'b'], gateType: 'human' },
      {},
      'a b c(g) d(g) g(a,b)',
    ],
    [
      'insertGate: what leads from one to the other stays',
      'a m(a) b(m) c(a,b)',
      { op: 'insertGate', key: 'g', after: ['a', 'b'], gateType: 'human' },
      {},
      'a m(a) b(m) c(g) g(a,b)',
    ],
    [
      'insertGate: finished dependents are invalidated',
      'a:SUCCEEDED b(a):SUCCEEDED',
      { op: 'insertGate', key: 'g', after: 'a', gateType: 'human' },
      {},
      'a:SUCCEEDED b(g):SUCCEEDED! g(a):READY',
    ],
    [
      'insertGate: skipped dependents that stay skipped are not',
      'a:SKIPPED b(a):SKIPPED',
      { op: 'insertGate', key: 'g', after: 'a', gateType: 'human' },
      {},
      'a:SKIPPED b(g):SKIPPED g(a):SKIPPED',
    ],
    [
      'createBranch: it waits for `after`, the ways wait for it, others stay',
      'a:SUCCEEDED x(a):READY y z(a):READY',
      { op: 'createBranch', key: 'q', condition: 'true', after: 'a', ifTrue: ['x'], ifFalse: ['y'] },
      {},
      'a:SUCCEEDED x(a,q) y(q) z(a):READY q(a):READY',
    ],
    [
      'addParallelPath: those that wait for no other of them wait for `after`; `before` waits for them all',
      'a z(a)',
      { op: 'addParallelPath', after: 'a', tasks: [draft('q', ['p']), draft('p')], before: 'z' },
      {},
      'a z(a,q,p) q(p) p(a)',
    ],
    ['addParallelPath: without `before`', 'a', { op: 'addParallelPath', after: ['a'], tasks: [draft('p')] }, {}, 'a p(a)'],
    [
      'updateTask: a running one holds from its next attempt',
      'a:RUNNING',
      { op: 'updateTask', key: 'a', changes: { title: 'New' } },
      {},
      'a:RUNNING',
    ],
    [
      'updateTask: a running one named in cancelRunning begins anew',
      'a:RUNNING',
      { op: 'updateTask', key: 'a', changes: { title: 'New' } },
      { cancelRunning: ['a'] },
      'a:READY',
    ],
    [
      'updateTask: a finished one runs again with everything below it',
      'a:SUCCEEDED b(a):FAILED c',
      { op: 'updateTask', key: 'a', changes: { prompt: 'New' } },
      { rerunInvalidated: true },
      'a:READY b(a) c',
    ],
    [
      'rerunInvalidated: a running one below is left alone and flagged',
      'a:SUCCEEDED b(a):RUNNING',
      { op: 'updateTask', key: 'a', changes: { prompt: 'New' } },
      { rerunInvalidated: true },
      'a:READY b(a):RUNNING!',
    ],
    [
      'rerunInvalidated: unless it is named in cancelRunning',
      'a:SUCCEEDED b(a):RUNNING',
      { op: 'updateTask', key: 'a', changes: { prompt: 'New' } },
      { rerunInvalidated: true, cancelRunning: ['b'] },
      'a:READY b(a)',
    ],
  ])('%s', (_, before, operation, options, after) => {
    expect(wordsOf(edited(graphOf(before), [operation], options).graph)).toBe(after);
  });
});

describe('an edit is refused at', () => {
  const busy = 'plan:SUCCEEDED a:SUCCEEDED b(a):RUNNING c(b) d(c) held:WAITING gone:CANCELLED skipped:SKIPPED';
  const graph = () => {
    const base = graphOf(busy, { plan: { role: 'planner' }, held: { waitingFor: 'irreversible' } });
    return { ...base, tasks: [...base.tasks, branchOf('q', ['c'], ['t'], ['f']), ...graphOf('t(q) f(q)').tasks] };
  };
  const op = 'operations.0';
  it.each<[string, EditOperationInput, string]>([
    ['a key that is used', { op: 'addTask', task: draft('a') }, `${op}.task.key`],
    ['an unknown dependency', { op: 'addTask', task: draft('x', ['a', 'no']) }, `${op}.task.dependsOn.1`],
    ['a dependency named twice', { op: 'addTask', task: draft('x', ['a', 'a']) }, `${op}.task.dependsOn.1`],
    ['a dependency on itself', { op: 'addTask', task: draft('x', ['x']) }, `${op}.task.dependsOn.0`],
    ['a task for an agent without a prompt', { op: 'addTask', task: { key: 'x', role: 'tech_lead' } }, `${op}.task.prompt`],
    ['a task for an agent without a role', { op: 'addTask', task: { key: 'x', prompt: 'x' } }, `${op}.task.role`],
    ['another planner', { op: 'addTask', task: { ...draft('x'), role: 'planner' } }, `${op}.task.role`],
    [
      'a value of a task that does not come before',
      { op: 'addTask', task: { ...draft('x'), prompt: '{{tasks.a.outputs.n}}' } },
      `${op}.task.prompt`,
    ],
    ['a key that was a removed task’s', { op: 'addTask', task: draft('once') }, `${op}.task.key`],
    [
      'a branch that leads back',
      { op: 'addTask', task: { key: 'x', kind: 'branch', dependsOn: ['d'], branch: { condition: 'true', ifTrue: ['c'], ifFalse: [] } } },
      `${op}.task.branch.ifTrue.0`,
    ],
    ['a change of a task that is not there', { op: 'updateTask', key: 'no', changes: {} }, `${op}.key`],
    ['a change of the planner', { op: 'updateTask', key: 'plan', changes: { title: 'x' } }, `${op}.key`],
    ['a change of a finished task', { op: 'updateTask', key: 'a', changes: { title: 'x' } }, `${op}.key`],
    ['a change of a skipped task', { op: 'updateTask', key: 'skipped', changes: { title: 'x' } }, `${op}.key`],
    ['a change of what is held', { op: 'updateTask', key: 'held', changes: { title: 'x' } }, `${op}.key`],
    ['a gate of what is none', { op: 'updateTask', key: 'c', changes: { gate: { type: 'human' } } }, `${op}.changes.gate`],
    [
      'a branch of what is none',
      { op: 'updateTask', key: 'c', changes: { branch: { condition: 'true', ifTrue: [], ifFalse: [] } } },
      `${op}.changes.branch`,
    ],
    [
      'a branch with an unknown way',
      { op: 'updateTask', key: 'q', changes: { branch: { condition: 'true', ifTrue: ['t'], ifFalse: ['no'] } } },
      `${op}.changes.branch.ifFalse.0`,
    ],
    [
      'a branch whose condition does not parse',
      { op: 'updateTask', key: 'q', changes: { branch: { condition: '(', ifTrue: ['t'], ifFalse: ['f'] } } },
      `${op}.changes.branch.condition`,
    ],
    ['the removal of a finished task', { op: 'removeTask', key: 'a' }, `${op}.key`],
    ['the removal of a skipped task', { op: 'removeTask', key: 'skipped' }, `${op}.key`],
    ['the removal of a cancelled task', { op: 'removeTask', key: 'gone' }, `${op}.key`],
    ['the removal of a running task', { op: 'removeTask', key: 'b' }, `${op}.key`],
    ['the removal of what is held', { op: 'removeTask', key: 'held' }, `${op}.key`],
    ['the removal of the planner', { op: 'removeTask', key: 'plan' }, `${op}.key`],
    ['the removal of what is not there', { op: 'removeTask', key: 'no' }, `${op}.key`],
    ['a dependency on what is not there', { op: 'addDependency', from: 'no', to: 'c' }, `${op}.from`],
    ['a dependency of what is not there', { op: 'addDependency', from: 'a', to: 'no' }, `${op}.to`],
    ['a dependency on itself, drawn', { op: 'addDependency', from: 'c', to: 'c' }, `${op}.to`],
    ['a dependency that is there', { op: 'addDependency', from: 'b', to: 'c' }, `${op}.to`],
    ['a dependency that closes a cycle', { op: 'addDependency', from: 'd', to: 'c' }, `${op}.to`],
    ['a dependency of a running task', { op: 'addDependency', from: 'plan', to: 'b' }, `${op}.to`],
    ['a dependency of the planner', { op: 'addDependency', from: 'a', to: 'plan' }, `${op}.to`],
    ['a dependency that is not there', { op: 'removeDependency', from: 'a', to: 'd' }, `${op}.from`],
    ['a dependency of a running task to be cut', { op: 'removeDependency', from: 'a', to: 'b' }, `${op}.to`],
    ['a branch with a used key', { op: 'createBranch', key: 'a', condition: 'true', after: 'c', ifTrue: [], ifFalse: [] }, `${op}.key`],
    [
      'a branch after what is not there',
      { op: 'createBranch', key: 'x', condition: 'true', after: ['c', 'no'], ifTrue: [], ifFalse: [] },
      `${op}.after.1`,
    ],
    [
      'a branch on a condition that does not parse',
      { op: 'createBranch', key: 'x', condition: '(', after: 'c', ifTrue: ['d'], ifFalse: [] },
      `${op}.condition`,
    ],
    [
      'a branch with a task on both ways',
      { op: 'createBranch', key: 'x', condition: 'true', after: 'c', ifTrue: ['d'], ifFalse: ['d'] },
      `${op}.ifFalse.0`,
    ],
    [
      'a branch with a task named twice',
      { op: 'createBranch', key: 'x', condition: 'true', after: 'c', ifTrue: ['d', 'd'], ifFalse: [] },
      `${op}.ifTrue.1`,
    ],
    [
      'a branch that leads to itself',
      { op: 'createBranch', key: 'x', condition: 'true', after: 'c', ifTrue: ['x'], ifFalse: [] },
      `${op}.ifTrue.0`,
    ],
    [
      'a branch that leads back, created',
      { op: 'createBranch', key: 'x', condition: 'true', after: 'd', ifTrue: ['c'], ifFalse: [] },
      `${op}.ifTrue.0`,
    ],
    [
      'a branch that leads to a running task',
      { op: 'createBranch', key: 'x', condition: 'true', after: 'a', ifTrue: [], ifFalse: ['b'] },
      `${op}.ifFalse.0`,
    ],
    ['a gate after a branch', { op: 'insertGate', key: 'x', after: 'q', gateType: 'human' }, `${op}.after`],
    ['a gate after what is not there', { op: 'insertGate', key: 'x', after: 'no', gateType: 'human' }, `${op}.after`],
    ['a gate before a running task', { op: 'insertGate', key: 'x', after: ['plan', 'a'], gateType: 'human' }, `${op}.after.1`],
    ['a gate of an expression without one', { op: 'insertGate', key: 'x', after: 'c', gateType: 'expression' }, `${op}.condition`],
    [
      'a gate on a condition that does not parse',
      { op: 'insertGate', key: 'x', after: 'c', gateType: 'tests', condition: '(' },
      `${op}.condition`,
    ],
    ['a custom gate without criteria', { op: 'insertGate', key: 'x', after: 'c', gateType: 'custom' }, `${op}.criteria`],
    ['a path after what is not there', { op: 'addParallelPath', after: 'no', tasks: [draft('x')] }, `${op}.after`],
    ['a path before a running task', { op: 'addParallelPath', after: 'a', tasks: [draft('x')], before: ['b'] }, `${op}.before.0`],
    ['a path that leads back', { op: 'addParallelPath', after: 'd', tasks: [draft('x')], before: 'c' }, `${op}.before`],
    ['a path with two tasks of one key', { op: 'addParallelPath', after: 'd', tasks: [draft('x'), draft('x')] }, `${op}.tasks.1.key`],
    [
      'a path whose tasks wait for each other',
      { op: 'addParallelPath', after: 'd', tasks: [draft('x', ['y']), draft('y', ['x'])] },
      `${op}.tasks.1.dependsOn.0`,
    ],
  ])('%s', (_, operation, path) => {
    const checks = { condition: (text: string) => (text === '(' ? 'is not closed' : null) };
    expect(refusals(graph(), [operation], { checks, takenKeys: new Set(['once']) })).toEqual([path]);
  });
});
