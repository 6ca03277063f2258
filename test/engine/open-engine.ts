import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { AccessRole } from '@/lib/contracts/access';
import type { CreateRunInput } from '@/lib/contracts/run';
import { createRunSchema } from '@/lib/contracts/run';
import { ROLES, type TaskDraftInput } from '@/lib/contracts/task';
import type { Caller } from '@/server/core/access/caller';
import { DEFAULT_POLICY, type LadderPolicy } from '@/server/core/escalation/policy';
import type { Clock } from '@/server/core/ports/clock';
import type { ContentScanner } from '@/server/core/ports/content-scanner';
import type { ExecutionStore, TaskRunner } from '@/server/core/ports/task-runner';
import type { RoleDefaults } from '@/server/core/task/spec';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createDatabase, openSession, typeParsers } from '@/server/infra/db/database';
import type { Database, Tx } from '@/server/infra/db/tx';
import { createDocumentReader } from '@/server/infra/documents/create-document-reader';
import { createContentScanner } from '@/server/infra/secrets/create-content-scanner';
import { createEditsService, type EditsService } from '@/server/services/edits/edits-service';
import { createExecutionStore } from '@/server/services/executions/execution-store';
import { createRunsService, type RunsService } from '@/server/services/runs/runs-service';
import { startWorker, type Worker } from '@/server/worker/create-worker';
import { openClient } from '../client';
import { createTestDatabase } from '../database';
import { createLocalBus, type LocalBus } from './local-bus';

export const BLOCK_THRESHOLD = 1;
export const roleDefaults = Object.fromEntries(ROLES.map((role) => [role, { tier: 'standard', artifactType: 'document' }])) as RoleDefaults;
export const operator: Caller = { kind: 'token', id: 'test', name: 'test', role: 'operator' };
export const quietLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface Engine {
  url: string;
  db: Database;
  bus: LocalBus;
  /** How escalations climb: a test may set another policy. */
  ladder: { policy: LadderPolicy; current(): LadderPolicy };
  scanner: ContentScanner;
  runs: RunsService;
  edits: EditsService;
  /** Roles to which an escalation can be given. */
  deciders: AccessRole[];
  /** Roles that answer proposed edits. */
  editors: AccessRole[];
  /** Creates a run of given tasks (or of a goal alone) and returns its id. */
  create(tasks?: TaskDraftInput[], options?: Partial<CreateRunInput>): Promise<string>;
  store(workerId: string): ExecutionStore;
  /** A whole worker, its lease included. It is stopped by `close` at the latest. */
  startWorker(options: { runner: TaskRunner; slots?: number; id?: string; db?: Database; clock?: Clock }): Promise<Worker>;
  /** A connection of its own that runs statements in whatever transaction it is in. Ended by `close`. */
  connect(): Promise<{ tx: Tx; client: pg.Client }>;
  /** Moves the database's time by an interval from the real one. */
  skew(interval: string): Promise<void>;
  close(): Promise<void>;
}

/** The engine on a database of its own, without model, web or a real bus. */
export async function openEngine(): Promise<Engine> {
  const database = await createTestDatabase();
  const { url } = database;
  const db = createDatabase(url, { max: 12, applicationName: 'engine test', onError: () => undefined });
  const bus = createLocalBus();
  const ladder: Engine['ladder'] = { policy: DEFAULT_POLICY, current: () => ladder.policy };
  const definitions = { current: async () => ({ hash: 'test', body: {}, defaults: roleDefaults }) };
  const blockThreshold = BLOCK_THRESHOLD;
  const scanner = createContentScanner();
  const runs = createRunsService({
    db,
    bus,
    definitions,
    documents: createDocumentReader(),
    offlineModel: true,
    blockThreshold,
    ladder,
    scanner,
    publicUrl: () => 'http://test',
  });
  const clients: pg.Client[] = [];
  const workers: Worker[] = [];
  return {
    url,
    db,
    bus,
    ladder,
    scanner,
    runs,
    edits: createEditsService({ db, bus, compress: true }),
    deciders: ['approver', 'admin'],
    editors: ['operator', 'admin'],
    async create(tasks, options = {}) {
      const input = createRunSchema.parse({ goal: 'A goal', ...(tasks ? { tasks } : {}), ...options });
      return (await runs.create(input, operator, null)).id;
    },
    store: (workerId) => createExecutionStore({ db, bus, blockThreshold, ladder, scanner, actor: `worker:${workerId}` }),
    async startWorker({ runner, slots = 4, id = randomUUID(), db: itsDb = db, clock = systemClock }) {
      const worker = await startWorker({
        db: itsDb,
        openSession: () => openSession(url, `test worker ${id}`),
        bus,
        clock,
        log: quietLog,
        ladder,
        runner,
        identity: { id, hostname: 'test', pid: process.pid, slots },
        leaseMs: 15_000,
      });
      workers.push(worker);
      return worker;
    },
    async connect() {
      const client = await openClient(url);
      clients.push(client);
      client.on('error', () => undefined);
      const tx: Tx = { query: async ({ text, values }) => (await client.query({ text, values, types: typeParsers })).rows };
      return { tx, client };
    },
    async skew(interval) {
      await db.query({ text: 'UPDATE clock_skew SET skew = $1', values: [interval] });
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
      await db.close();
      await database.drop();
    },
  };
}

/** A task for an agent; what it is does not matter to the engine. */
export function task(key: string, dependsOn: string[] = [], more: Partial<TaskDraftInput> = {}): TaskDraftInput {
  return { key, role: 'tech_lead', prompt: 'x', dependsOn, ...more };
}

/** `length` tasks, each waiting for the one before. */
export function chain(length: number): TaskDraftInput[] {
  return Array.from({ length }, (_, index) => task(`c${index}`, index > 0 ? [`c${index - 1}`] : []));
}

/** Layers of given widths; every task waits for the whole layer above. */
export function layers(...widths: number[]): TaskDraftInput[] {
  const keysOf = (layer: number) => Array.from({ length: widths[layer] ?? 0 }, (_, index) => `t${layer}_${index}`);
  return widths.flatMap((_, layer) => keysOf(layer).map((key) => task(key, layer > 0 ? keysOf(layer - 1) : [])));
}
