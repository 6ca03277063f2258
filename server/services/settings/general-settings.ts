import { z } from 'zod';
import {
  AGENT_EDITS,
  type AgentEdits,
  type EnvironmentFact,
  type GeneralSettings,
  type SetGeneralSettings,
} from '@/lib/contracts/settings';
import { invalidInput } from '@/lib/errors';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import type { Clock } from '@/server/core/ports/clock';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { Database } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { readSetting, saveSetting } from '@/server/repositories/settings-repository';

const KEY = 'general';
/** How often a task is replayed before somebody has to say why once more. */
const REPLAY_LIMIT = 3;
/** How many automatic checkpoints of a run stay. */
const CHECKPOINTS_KEPT = 50;
/** A bus message may be lost; the document is read again after this at the latest. */
const FRESH_MS = 30_000;

const storedSchema = z.object({
  runRetentionDays: z.int().nullable().default(null),
  costBlockThreshold: z.number().nullable().default(null),
  dlqReplayLimit: z.int().nullable().default(null),
  dlqRetentionDays: z.int().nullable().default(null),
  dlqAutoReplay: z.boolean().nullable().default(null),
  checkpointIntervalSeconds: z.int().nullable().default(null),
  checkpointCompression: z.boolean().nullable().default(null),
  checkpointsKept: z.int().nullable().default(null),
  agentEdits: z.enum(AGENT_EDITS).nullable().default(null),
});
type Stored = z.infer<typeof storedSchema>;

/** Of the environment, or the default of the product; the environment wins over the console. */
interface Given<T> {
  value: T;
  fromEnvironment: boolean;
}

export interface GeneralSettingsDeps {
  db: Database;
  bus: LiveBus;
  clock: Clock;
  log: Log;
  given: {
    costBlockThreshold: Given<number>;
    dlqRetentionDays: Given<number>;
    dlqAutoReplay: Given<boolean>;
    checkpointIntervalSeconds: Given<number>;
    checkpointCompression: Given<boolean>;
    agentEdits: Given<AgentEdits>;
  };
  environment: readonly EnvironmentFact[];
}

export interface CurrentSettings {
  costBlockThreshold: number;
  dlqReplayLimit: number;
  dlqRetentionDays: number;
  dlqAutoReplay: boolean;
  checkpointIntervalSeconds: number;
  checkpointCompression: boolean;
  checkpointsKept: number;
  agentEdits: AgentEdits;
}

export interface GeneralSettingsService {
  get(): Promise<GeneralSettings>;
  /** @throws AppError stale_version, conflict (given by the environment), invalid_input */
  set(input: SetGeneralSettings, caller: Caller): Promise<GeneralSettings>;
  /** What holds now, without a query: at most 30 s old, at most a bus message old when nothing is lost. */
  current(): CurrentSettings;
  /** Days, or null for ever; read afresh. */
  runRetentionDays(): Promise<number | null>;
}

const OF_THE_ENVIRONMENT = [
  ['costBlockThreshold', 'COST_BLOCK_THRESHOLD'],
  ['dlqRetentionDays', 'DLQ_RETENTION_DAYS'],
  ['dlqAutoReplay', 'DLQ_AUTO_REPLAY_ENABLED'],
  ['checkpointIntervalSeconds', 'AUTO_CHECKPOINT_INTERVAL'],
  ['checkpointCompression', 'CHECKPOINT_COMPRESSION'],
  ['agentEdits', 'SIGNALBOX_AGENT_EDITS'],
] as const;

function sourced<T>(given: Given<T>, stored: T | null): { value: T; source: 'environment' | 'console' | 'default' } {
  if (given.fromEnvironment) return { value: given.value, source: 'environment' };
  return stored === null ? { value: given.value, source: 'default' } : { value: stored, source: 'console' };
}

export function createGeneralSettingsService(deps: GeneralSettingsDeps): GeneralSettingsService {
  const { db, bus, clock, log } = deps;
  let cached: Stored = storedSchema.parse({});
  let readAtMs = Number.NEGATIVE_INFINITY;

  async function read(): Promise<{ stored: Stored; version: number }> {
    const { value, version } = await readSetting(db, KEY);
    cached = storedSchema.parse(value ?? {});
    return { stored: cached, version };
  }
  function refresh(): void {
    readAtMs = clock.now();
    read().catch((error: unknown) => log.warn({ err: error }, 'the settings could not be read; the last known ones hold'));
  }
  void bus
    .subscribe((message) => {
      if (message.kind === 'settings' && message.key === KEY) refresh();
    })
    .catch(() => undefined);

  const view = ({ stored, version }: { stored: Stored; version: number }): GeneralSettings => ({
    version,
    runRetentionDays: { value: stored.runRetentionDays, source: stored.runRetentionDays === null ? 'default' : 'console' },
    costBlockThreshold: sourced(deps.given.costBlockThreshold, stored.costBlockThreshold),
    dlqReplayLimit: sourced({ value: REPLAY_LIMIT, fromEnvironment: false }, stored.dlqReplayLimit),
    dlqRetentionDays: sourced(deps.given.dlqRetentionDays, stored.dlqRetentionDays),
    dlqAutoReplay: sourced(deps.given.dlqAutoReplay, stored.dlqAutoReplay),
    checkpointIntervalSeconds: sourced(deps.given.checkpointIntervalSeconds, stored.checkpointIntervalSeconds),
    checkpointCompression: sourced(deps.given.checkpointCompression, stored.checkpointCompression),
    checkpointsKept: sourced({ value: CHECKPOINTS_KEPT, fromEnvironment: false }, stored.checkpointsKept),
    agentEdits: sourced(deps.given.agentEdits, stored.agentEdits),
    environment: [...deps.environment],
  });

  return {
    get: async () => view(await read()),
    async set(input, caller) {
      for (const [field, variable] of OF_THE_ENVIRONMENT) {
        if (input[field] === undefined || !deps.given[field].fromEnvironment) continue;
        throw invalidInput(field, `is given by the environment (${variable}) and cannot be changed here`);
      }
      await db.transaction(async (tx) => {
        const { value } = await readSetting(tx, KEY);
        const before = storedSchema.parse(value ?? {});
        const { baseVersion, ...changes } = input;
        const after: Stored = { ...before, ...changes };
        await saveSetting(tx, { key: KEY, value: after, baseVersion, actor: actorOf(caller) });
        await appendAudit(tx, auditActorOf(caller), {
          action: 'settings.change',
          target: { kind: 'settings', id: KEY },
          before,
          after,
        });
      });
      bus.publish({ kind: 'settings', key: KEY });
      return view(await read());
    },
    current() {
      if (clock.now() - readAtMs > FRESH_MS) refresh();
      const now = view({ stored: cached, version: 0 });
      return {
        costBlockThreshold: now.costBlockThreshold.value,
        dlqReplayLimit: now.dlqReplayLimit.value,
        dlqRetentionDays: now.dlqRetentionDays.value,
        dlqAutoReplay: now.dlqAutoReplay.value,
        checkpointIntervalSeconds: now.checkpointIntervalSeconds.value,
        checkpointCompression: now.checkpointCompression.value,
        checkpointsKept: now.checkpointsKept.value,
        agentEdits: now.agentEdits.value,
      };
    },
    runRetentionDays: async () => (await read()).stored.runRetentionDays,
  };
}
