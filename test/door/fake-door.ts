import type { AgentView } from '@/lib/contracts/agent';
import type { Artifact } from '@/lib/contracts/artifact';
import type { McpOverview } from '@/lib/contracts/mcp';
import type { RunDetail, RunListItem } from '@/lib/contracts/run';
import { AppError } from '@/lib/errors';
import type { Door } from '@/server/api/context';
import type { ApiServices } from '@/server/api/services';
import type { Caller } from '@/server/core/access/caller';

export const RUN_ID = '01890000-0000-7000-8000-000000000001';
export const ARTIFACT_ID = '01890000-0000-7000-8000-00000000000a';
export const TOKEN_ID = '01890000-0000-7000-8000-00000000000b';
const NOW = '2026-01-02T03:04:05.000Z';

const counts = { total: 0, pending: 0, ready: 0, running: 0, waiting: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
const item: RunListItem = {
  id: RUN_ID,
  goal: 'Build it',
  status: 'RUNNING',
  budgetUsd: null,
  spentUsd: 0,
  reservedUsd: 0,
  unpricedCalls: 0,
  graphVersion: 1,
  lastSeq: 1,
  createdAt: NOW,
  startedAt: NOW,
  finishedAt: null,
  createdBy: 'token:ci',
  counts,
  offlineModel: true,
};
const run: RunDetail = { ...item, tasks: [] };
const artifact: Artifact = {
  id: ARTIFACT_ID,
  runId: RUN_ID,
  taskKey: null,
  name: 'brief.md',
  type: 'document',
  version: 1,
  sha256: 'x',
  bytes: 2,
  metadata: {},
  createdAt: NOW,
  quarantine: null,
  content: 'hi',
};
const token = { id: TOKEN_ID, name: 'ci', role: 'viewer', createdAt: NOW, createdBy: 'user:a@b.c', expiresAt: null } as const;
const tokenView = { ...token, lastUsedAt: null, revokedAt: null, resting: false };
const agent: AgentView = {
  role: 'planner',
  title: 'Planner',
  prompt: 'You plan.',
  tier: 'premium',
  tools: [],
  supervisor: null,
  artifactType: 'plan',
  version: 0,
  shipped: true,
  updatedAt: null,
  updatedBy: null,
  toolChoices: [],
};

const noSuchTask = async () => {
  throw new AppError('not_found', 'There is no such task');
};

const noServers: McpOverview = { configPath: '/data/mcp.json', origin: 'data_folder', found: false, problems: [], version: 0, servers: [] };

function known<T>(id: string, expected: string, value: T): T {
  if (id !== expected) throw new AppError('not_found', 'There is no such thing');
  return value;
}

const generalSettings = {
  version: 0,
  runRetentionDays: { value: null, source: 'default' as const },
  costBlockThreshold: { value: 1, source: 'default' as const },
  dlqReplayLimit: { value: 3, source: 'default' as const },
  dlqRetentionDays: { value: 30, source: 'default' as const },
  dlqAutoReplay: { value: false, source: 'default' as const },
  checkpointIntervalSeconds: { value: 300, source: 'default' as const },
  checkpointCompression: { value: true, source: 'default' as const },
  checkpointsKept: { value: 50, source: 'default' as const },
  agentEdits: { value: 'ask' as const, source: 'default' as const },
  environment: [],
};
function unknownView(): never {
  throw new AppError('not_found', 'There is no such view');
}
/** Whose verbs find nothing: tests of the door itself need no more of it. */
const emptyService = <T extends object>(): T =>
  new Proxy({} as T, {
    get: () => async () => {
      throw new AppError('not_found', 'There is no such thing');
    },
  });

/** Services that answer without a database, one run and one artifact. Replace a verb to see how its failure is told. */
export function fakeServices(): ApiServices {
  const byId = async (runId: string) => known(runId, RUN_ID, run);
  return {
    runs: {
      create: async () => ({ id: RUN_ID, status: 'RUNNING', url: `/runs/${RUN_ID}` }),
      list: async () => ({ items: [item], nextCursor: null }),
      count: async () => ({ count: 1, more: false }),
      get: byId,
      pause: byId,
      resume: byId,
      cancel: byId,
      setBudget: async (runId, budgetUsd) => known(runId, RUN_ID, { ...run, budgetUsd }),
      plan: async (runId) => known(runId, RUN_ID, { version: 1, tasks: [] }),
      setPlan: async ({ runId }) => known(runId, RUN_ID, run),
      events: async ({ runId }) => known(runId, RUN_ID, { items: [], lastSeq: 1 }),
      timeline: async ({ runId }) =>
        known(runId, RUN_ID, {
          ...{ runId, after: 0, lastSeq: 1, startedAt: NOW, afterMs: 0, words: ['run.created'], events: [0, 0, -1, 0] },
          ...{ tasks: [], steps: [], edges: [], versions: [[1, 1]], marks: [[1, -1]] },
        }),
      stateAt: async ({ runId }) =>
        known(runId, RUN_ID, {
          ...{ runId, seq: 1, at: NOW, status: 'RUNNING', statusReason: null, graphVersion: 1, spentUsd: 0, tasks: [] },
          counts: item.counts,
        }),
    },
    artifacts: {
      list: async (runId) => known(runId, RUN_ID, [artifact]),
      get: async (id) => known(id, ARTIFACT_ID, artifact),
      getMany: async (ids) => ids.map((id) => known(id, ARTIFACT_ID, artifact)),
      export: async (runId) => known(runId, RUN_ID, { filename: 'Büro "x".zip', body: zipBytes() }),
    },
    tasks: {
      list: async () => ({ items: [], nextCursor: null }),
      get: noSuchTask,
      turns: noSuchTask,
      text: noSuchTask,
      search: noSuchTask,
      decideHold: noSuchTask,
    },
    edits: emptyService(),
    notifications: emptyService(),
    checkpoints: emptyService(),
    conditions: emptyService(),
    search: { find: async () => ({ runs: [], tasks: [] }) },
    models: fakeModels(),
    settings: { get: async () => generalSettings, set: async () => generalSettings },
    ladder: emptyService(),
    views: {
      list: async () => [],
      create: async (input) => ({ ...input, id: RUN_ID, createdAt: NOW }),
      update: async () => unknownView(),
      remove: async () => unknownView(),
    },
    tokens: {
      create: async () => ({ id: TOKEN_ID, token: 'sb_secret' }),
      list: async () => ({ items: [tokenView], nextCursor: null }),
      get: async (id) => known(id, TOKEN_ID, tokenView),
      revoke: async (id) => known(id, TOKEN_ID, { ...tokenView, revokedAt: NOW }),
    },
    audit: {
      list: async () => ({ items: [], nextCursor: null }),
      export: () => ({ filename: 'audit.csv', contentType: 'text/csv', body: zipBytes() }),
    },
    mcp: {
      overview: async () => noServers,
      save: async () => noServers,
      refresh: async () => noServers,
      calls: async () => [],
    },
    approvals: {
      list: async () => ({ items: [], nextCursor: null }),
      get: async () => {
        throw new AppError('not_found', 'There is no such approval');
      },
      check: async () => ({ fault: null }),
      decide: async () => {
        throw new AppError('conflict', 'This was already decided');
      },
    },
    escalations: emptyService(),
    proposals: emptyService(),
    quarantine: { mask: async (answer) => answer },
    deadLetters: Object.assign(Object.create(emptyService()), { incidents: emptyService() }),
    agents: fakeAgents(),
    dashboard: {
      getDashboardData: unused,
      exportPrometheus: async () => 'signalbox_active_runs 1\n',
      prometheusContentType: 'text/plain; version=0.0.4; charset=utf-8',
    },
    people: unusedService(),
    account: unusedService(),
    workflows: emptyService(),
    schedules: emptyService(),
    webhooks: emptyService(),
    health: { check: async () => ({ status: 'ok', database: 'ok', bus: 'postgres', workers: 1, model: 'offline', version: '0.1.0' }) },
  };
}

const noFigures = {
  succeeded: 0,
  failed: 0,
  medianSeconds: null,
  p95Seconds: null,
  calls: 0,
  costUsd: 0,
  unpricedCalls: 0,
  runs: 0,
  ofRuns: 0,
  failures: [],
};

function fakeAgents(): ApiServices['agents'] {
  const view = async (role: AgentView['role']) => ({ ...agent, role });
  return {
    list: async () => ({ items: [agent], nextCursor: null }),
    get: view,
    update: async ({ role }) => view(role),
    versions: async () => ({ items: [], nextCursor: null }),
    version: async () => {
      throw new AppError('not_found', 'There is no such version');
    },
    restore: async ({ role }) => view(role),
    figures: async () => [],
    record: async (role) => ({ ...noFigures, role }),
    try: async () => {
      throw new AppError('too_many_requests', 'Another try is still running', [], 5);
    },
  };
}
const unused = async (): Promise<never> => {
  throw new Error('The fake services do not do this');
};

/** For a noun that a test does not come to. */
function unusedService<T extends object>(): T {
  const refuse = async () => {
    throw new Error('The fake door does not do this');
  };
  return new Proxy({}, { get: () => refuse }) as T;
}

async function* zipBytes(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array([0x50, 0x4b]);
}

export interface FakeDoor extends Door {
  logged: object[];
}

/** Tokens are the names of roles (`Bearer admin`); the cookie `session` is an administrator's session. */
export function fakeDoor(services: ApiServices = fakeServices()): FakeDoor {
  const logged: object[] = [];
  const callerOf = (name: string): Caller => ({ kind: 'token', id: name, name, role: name as Caller['role'] });
  const unused = async () => {
    throw new Error('The fake door does not do this');
  };
  const authenticate: Door['auth']['authenticate'] = async ({ authorization, cookie }) => {
    if (authorization) {
      const name = authorization.replace('Bearer ', '');
      return ['viewer', 'operator', 'approver', 'admin'].includes(name) ? callerOf(name) : 'invalid';
    }
    return cookie === 'session' ? { kind: 'user', id: 'u', name: 'a@b.c', role: 'admin', sessionId: 's' } : null;
  };
  return {
    services,
    logged,
    auth: {
      secret: 'secret',
      secure: false,
      authenticate,
      authenticateRequest: (headers) => authenticate({ authorization: headers.get('authorization'), cookie: headers.get('cookie') }),
      authenticateHandshake: async () => null,
      limitRate: async () => {},
      signIn: unused,
      issuers: { oidc: null, github: null, google: null },
      signInByIssuer: unused,
      limitLinks: async () => {},
      limitDecisions: async () => {},
      signOut: async () => {},
      createFirstRunToken: async () => null,
      completeFirstRun: unused,
      ensureAdmin: async () => {},
    },
    log: { info: () => {}, warn: () => {}, error: (fields) => void logged.push(fields) },
    randomId: () => 'error-1',
  };
}

function fakeModels(): ApiServices['models'] {
  const nobody = { economy: [], standard: [], premium: [] };
  const view = async () => ({ version: 0, endpoints: [], tiers: nobody, inUse: nobody });
  const prices = async () => ({ version: 0, items: [], assumed: { inputUsd: 3, outputUsd: 15 } });
  return {
    get: view,
    health: async () => [],
    putEndpoint: view,
    removeEndpoint: view,
    setTiers: view,
    test: async () => {
      throw new AppError('not_found', 'There is no such endpoint');
    },
    suggestions: async () => [],
    prices,
    setPrices: prices,
  };
}
