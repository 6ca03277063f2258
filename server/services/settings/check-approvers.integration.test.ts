import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SetLadderSettings, setLadderSettingsSchema } from '@/lib/contracts/ladder';
import type { Caller } from '@/server/core/access/caller';
import { systemClock } from '@/server/infra/clock/system-clock';
import { type Engine, openEngine, quietLog } from '@/test/engine/open-engine';
import { createLadderSettingsService, type LadderSettingsService } from './ladder-settings';

const admin: Caller = { kind: 'user', id: '00000000-0000-7000-8000-000000000001', name: 'ada@example.com', role: 'admin' };
let engine: Engine;
let settings: LadderSettingsService;
beforeAll(async () => {
  engine = await openEngine();
  const { db, bus } = engine;
  settings = createLadderSettingsService({
    db,
    bus,
    clock: systemClock,
    log: quietLog,
    given: { seconds: {} },
    deciders: ['approver', 'admin'],
  });
  await db.query({
    text: `INSERT INTO users (email, name, role, disabled_at) VALUES ('ann@example.com', 'Ann', 'approver', NULL), ('vi@example.com', 'Vi', 'viewer', NULL),
      ('gone@example.com', 'Gone', 'approver', now())`,
  });
  await db.query({
    text: `INSERT INTO invitations (id, email, role, hash, created_by, created_at, expires_at)
      VALUES (gen_random_uuid(), 'new@example.com', 'approver', 'h1', 'user:ada@example.com', now(), now() + interval '1 day'),
        (gen_random_uuid(), 'late@example.com', 'approver', 'h2', 'user:ada@example.com', now(), now() - interval '1 day')`,
  });
});
afterAll(() => engine.close());

const set = async (types: SetLadderSettings['types']) =>
  settings.set(setLadderSettingsSchema.parse({ baseVersion: (await settings.get()).version, types }), admin);
const approversOf = async () => (await settings.get()).ladder.types.security_review.approvers;

it('takes approvers who may decide, or are invited to', async () => {
  await set({ security_review: { approvers: ['Ann@example.com', 'new@example.com'] } });
  expect(await approversOf()).toEqual(['Ann@example.com', 'new@example.com']);
});

it.each([
  ['nobody@example.com', '"nobody@example.com" is nobody who can sign in'],
  ['gone@example.com', '"gone@example.com" is nobody who can sign in'],
  ['late@example.com', '"late@example.com" is nobody who can sign in'],
  ['vi@example.com', '"vi@example.com" may not decide (viewer)'],
])('refuses %s by name, with its field', async (email, message) => {
  const before = await approversOf();
  await expect(set({ security_review: { approvers: ['ann@example.com', email] } })).rejects.toMatchObject({
    code: 'invalid_input',
    issues: [{ path: 'types.security_review.approvers.1', message }],
  });
  expect(await approversOf()).toEqual(before);
});

it('leaves in peace who was named before they left', async () => {
  await set({ security_review: { approvers: ['ann@example.com', 'new@example.com'] } });
  await engine.db.query({ text: `UPDATE users SET role = 'viewer' WHERE email = 'ann@example.com'` });
  await set({ security_review: { approvers: ['ann@example.com'] }, quality_concern: { approvalsNeeded: 2 } });
  expect(await approversOf()).toEqual(['ann@example.com']);
});
