import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appRouter } from '@/server/api/router';
import { createCallerFactory } from '@/server/api/trpc';
import type { Orchestrator } from '@/server/composition';
import type { Caller } from '@/server/core/access/caller';
import { openOrchestrator } from '@/test/orchestrator';

const PASSWORD = 'correct horse battery';
const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
const MUTATIONS = Object.keys(procedures).filter((name) => procedures[name]?._def.type === 'mutation');

type Api = ReturnType<ReturnType<typeof createCallerFactory<typeof appRouter._def.record>>>;

/** What a call needs, made beforehand, and how it is made. Each of these is driven against a real database. */
interface World {
  api: Api;
  run: () => Promise<string>;
  user: () => Promise<string>;
  invitation: () => Promise<string>;
  code: (fresh?: boolean) => Promise<string>;
}
let secret = '';
let count = 0;
const email = () => `somebody${++count}@example.com`;
const DRIVEN: Record<string, (world: World) => Promise<() => Promise<unknown>>> = {
  'runs.create':
    async ({ api }) =>
    () =>
      api.runs.create({ goal: 'x', tasks: TASKS }),
  'runs.pause': async ({ api, run }) =>
    (
      (runId) => () =>
        api.runs.pause({ runId })
    )(await run()),
  'runs.resume': async ({ api, run }) => {
    const runId = await run();
    await api.runs.pause({ runId });
    return () => api.runs.resume({ runId });
  },
  'runs.cancel': async ({ api, run }) =>
    (
      (runId) => () =>
        api.runs.cancel({ runId })
    )(await run()),
  'runs.setBudget': async ({ api, run }) =>
    (
      (runId) => () =>
        api.runs.setBudget({ runId, budgetUsd: 3 })
    )(await run()),
  'edits.create': async ({ api, run }) => {
    const runId = await run();
    return () => api.edits.create({ runId, baseVersion: 1, operations: [{ op: 'removeTask', key: 'a' }] });
  },
  'tokens.create':
    async ({ api }) =>
    () =>
      api.tokens.create({ name: 'ci', role: 'viewer' }),
  'tokens.revoke': async ({ api }) => {
    const { id: tokenId } = await api.tokens.create({ name: 'ci', role: 'viewer' });
    return () => api.tokens.revoke({ tokenId });
  },
  'users.change': async ({ api, user }) =>
    (
      (userId) => () =>
        api.users.change({ userId, role: 'operator' })
    )(await user()),
  'users.disable': async ({ api, user }) =>
    (
      (userId) => () =>
        api.users.disable({ userId })
    )(await user()),
  'users.enable': async ({ api, user }) => {
    const userId = await user();
    await api.users.disable({ userId });
    return () => api.users.enable({ userId });
  },
  'users.passwordLink': async ({ api, user }) =>
    (
      (userId) => () =>
        api.users.passwordLink({ userId })
    )(await user()),
  'invitations.create':
    async ({ api }) =>
    () =>
      api.invitations.create({ email: email(), role: 'viewer' }),
  'invitations.reissue': async ({ api, invitation }) =>
    (
      (id) => () =>
        api.invitations.reissue({ invitationId: id })
    )(await invitation()),
  'invitations.revoke': async ({ api, invitation }) =>
    (
      (id) => () =>
        api.invitations.revoke({ invitationId: id })
    )(await invitation()),
  'account.rename':
    async ({ api }) =>
    () =>
      api.account.rename({ name: 'Somebody else' }),
  'account.changePassword':
    async ({ api }) =>
    () =>
      api.account.changePassword({ current: PASSWORD, next: `${PASSWORD} 2` }),
  'account.beginTwoFactor':
    async ({ api }) =>
    async () => {
      ({ secret } = await api.account.beginTwoFactor({ password: `${PASSWORD} 2` }));
    },
  'account.confirmTwoFactor': async ({ api, code }) =>
    (
      (typed) => () =>
        api.account.confirmTwoFactor({ code: typed })
    )(await code()),
  'account.renewRecoveryCodes': async ({ api, code }) =>
    (
      (typed) => () =>
        api.account.renewRecoveryCodes({ password: `${PASSWORD} 2`, code: typed })
    )(await code()),
  'account.turnOffTwoFactor': async ({ api, code }) =>
    (
      (typed) => () =>
        api.account.turnOffTwoFactor({ password: `${PASSWORD} 2`, code: typed })
    )(await code()),
};

/** Driven by the tests of their own slice; here is held that their service writes entries at all. Folder below server/services. */
const BY_FOLDER: Record<string, string> = {
  tasks: 'tasks',
  runs: 'runs',
  agents: 'agents',
  approvals: 'approvals',
  checkpoints: 'checkpoints',
  edits: 'edits',
  escalations: 'escalations',
  proposals: 'proposals',
  deadLetters: 'dead-letters',
  incidents: 'dead-letters',
  settings: 'settings',
  workflows: 'workflows',
  schedules: 'schedules',
  webhooks: 'webhooks',
  models: 'models',
  mcp: 'mcp',
  users: 'people',
  account: 'account',
  notifications: 'notifications',
};

/** What changes nothing that anybody would ask about. */
const WITHOUT_ENTRY: Record<string, string> = {
  'approvals.check': 'it asks and writes nothing',
  'views.create': 'a saved view is its owner’s bookmark',
  'views.update': 'a saved view is its owner’s bookmark',
  'views.remove': 'a saved view is its owner’s bookmark',
};

const TASKS = [{ key: 'a', role: 'project_manager' as const, prompt: 'p' }];

describe('every mutation leaves an entry in the audit log', () => {
  let close: () => Promise<void>;
  let app: Orchestrator;
  let world: World;
  const entries = async () => (await app.db.query<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM audit_log' }))[0]?.n ?? 0;

  beforeAll(async () => {
    ({ app, close } = await openOrchestrator({ poolSize: 4 }));
    await app.auth.ensureAdmin({ email: 'ada@example.com', password: PASSWORD });
    const session = await app.auth.signIn({ email: 'ada@example.com', password: PASSWORD, ip: '127.0.0.1', userAgent: null });
    if (!session || typeof session === 'string') throw new Error('did not sign in');
    const { id } = session.user;
    const caller: Caller = { kind: 'user', id, name: 'ada@example.com', role: 'admin', sessionId: session.sessionId };
    const reportError = (error: unknown): string => {
      throw error;
    };
    const api = createCallerFactory(appRouter)({ caller, services: app.services, idempotencyKey: null, reportError }) as unknown as Api;
    world = {
      api,
      run: async () => (await api.runs.create({ goal: 'x', tasks: TASKS })).id,
      user: async () => {
        const [row] = await app.db.query<{ id: string }>({
          text: `INSERT INTO users (email, name, role) VALUES ($1, 'x', 'viewer') RETURNING id`,
          values: [email()],
        });
        return row?.id ?? '';
      },
      invitation: async () => (await api.invitations.create({ email: email(), role: 'viewer' })).id,
      code: async () => {
        await app.db.query({ text: 'UPDATE users SET totp_last_step = NULL' });
        return new TOTP({ secret: Secret.fromBase32(secret) }).generate();
      },
    };
  });
  afterAll(async () => {
    await close();
  });

  test.each(Object.keys(DRIVEN))('%s', async (name) => {
    expect(MUTATIONS, 'the procedure is gone: take it out here').toContain(name);
    const call = await DRIVEN[name]?.(world);
    const before = await entries();
    await call?.();
    expect(await entries()).toBe(before + 1);
  });

  const others = MUTATIONS.filter((name) => !(name in DRIVEN) && !(name in WITHOUT_ENTRY));
  test.each(others)('%s is of a service that writes entries', (name) => {
    const folder = BY_FOLDER[name.split('.')[0] ?? ''];
    expect(folder, 'a new noun: drive its mutations above, or name its service’s folder').toBeDefined();
    const root = join(import.meta.dirname, '..', folder ?? '');
    const sources = readdirSync(root).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
    expect(sources.some((file) => readFileSync(join(root, file), 'utf8').includes('appendAudit('))).toBe(true);
  });

  test('what failed leaves none', async () => {
    const before = await entries();
    await expect(world.api.runs.pause({ runId: '01890000-0000-7000-8000-0000000000ff' })).rejects.toThrow();
    await expect(world.api.account.changePassword({ current: 'wrong', next: `${PASSWORD} 3` })).rejects.toThrow();
    expect(await entries()).toBe(before);
  });
});
