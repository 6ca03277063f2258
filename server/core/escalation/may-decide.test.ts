import { expect, it } from 'vitest';
import type { Caller } from '../access/caller';
import { type Decidable, refusalOf } from './may-decide';

const user = (name: string): Caller => ({ kind: 'user', id: 'x', name, role: 'approver' });
const token = (name: string): Caller => ({ kind: 'token', id: 'x', name, role: 'approver' });
const asked = (more: Partial<Decidable> = {}): Decidable => ({
  ...{ askedBy: 'agent:a', approverGroup: null, assignedTo: null, delegated: false, votes: [] },
  ...more,
});
const ann = 'Ann@x.org';

it.each<[string, Caller, Decidable, 'approve' | 'reject', string | null]>([
  ['anybody where no group is named', token('ci'), asked(), 'approve', null],
  ['nobody approves what they asked for', user(ann), asked({ askedBy: `user:${ann}` }), 'approve', 'forbidden'],
  ['but they may take it back', user(ann), asked({ askedBy: `user:${ann}` }), 'reject', null],
  ['a token of the same name is somebody else', token(ann), asked({ askedBy: `user:${ann}` }), 'approve', null],
  ['the group', user(ann), asked({ approverGroup: 'bob@x.org, ann@x.org' }), 'approve', null],
  ['others than the group', user('eve@x.org'), asked({ approverGroup: 'ann@x.org' }), 'reject', 'forbidden'],
  ['a program is in no group', token('ann@x.org'), asked({ approverGroup: 'ann@x.org' }), 'approve', 'forbidden'],
  [
    'in the place of one of the group',
    user('eve@x.org'),
    asked({ approverGroup: 'ann@x.org', assignedTo: 'eve@x.org', delegated: true }),
    'approve',
    null,
  ],
  [
    'to whom it is only assigned',
    user('eve@x.org'),
    asked({ approverGroup: 'ann@x.org', assignedTo: 'eve@x.org' }),
    'approve',
    'forbidden',
  ],
  ['one word a person', user(ann), asked({ votes: [{ voter: `user:${ann}`, status: 'APPROVED' }] }), 'approve', 'conflict'],
  ['whichever', user(ann), asked({ votes: [{ voter: `user:${ann}`, status: 'APPROVED' }] }), 'reject', 'conflict'],
  ['the second of two', user('bob@x.org'), asked({ votes: [{ voter: `user:${ann}`, status: 'APPROVED' }] }), 'approve', null],
])('%s', (_name, caller, escalation, wants, code) => {
  expect(refusalOf(caller, escalation, wants)?.code ?? null).toBe(code);
});
