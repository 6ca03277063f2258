import { z } from 'zod';
import type { EnvironmentFact, GeneralSettings, SetGeneralSettings } from '@/lib/contracts/settings';
import { AppError, invalidInput } from '@/lib/errors';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import type { Clock } from '@/server/core/ports/clock';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { Database } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { readSetting, writeSetting } from '@/server/repositories/settings-repository';

const KEY = 'general';
/** A bus message may be lost; the document is read again after this at the latest. */
const FRESH_MS = 30_000;

const storedSchema = z.object({
  runRetentionDays: z.int().nullable().default(null),
  costBlockThreshold: z.number().nullable().default(null),
});
type Stored = z.infer<typeof storedSchema>;

export interface GeneralSettingsDeps {
  db: Database;
  bus: LiveBus;
  clock: Clock;
  log: Log;
  /** Of the environment, or the default of the product; the environment wins over the console. */
  costBlockThreshold: { value: number; fromEnvironment: boolean };
  environment: readonly EnvironmentFact[];
}

export interface GeneralSettingsService {
  get(): Promise<GeneralSettings>;
  /** @throws AppError stale_version, conflict (given by the environment), invalid_input */
  set(input: SetGeneralSettings, caller: Caller): Promise<GeneralSettings>;
  /** What holds now, without a query: at most 30 s old, at most a bus message old when nothing is lost. */
  current(): { costBlockThreshold: number };
  /** Days, or null for ever; read afresh. */
  runRetentionDays(): Promise<number | null>;
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

  const threshold = (stored: Stored): GeneralSettings['costBlockThreshold'] => {
    const { value, fromEnvironment } = deps.costBlockThreshold;
    if (fromEnvironment) return { value, source: 'environment' };
    return stored.costBlockThreshold === null ? { value, source: 'default' } : { value: stored.costBlockThreshold, source: 'console' };
  };
  const view = ({ stored, version }: { stored: Stored; version: number }): GeneralSettings => ({
    version,
    runRetentionDays: { value: stored.runRetentionDays, source: stored.runRetentionDays === null ? 'default' : 'console' },
    costBlockThreshold: threshold(stored),
    environment: [...deps.environment],
  });

  return {
    get: async () => view(await read()),
    async set(input, caller) {
      if (input.costBlockThreshold !== undefined && deps.costBlockThreshold.fromEnvironment) {
        throw invalidInput('costBlockThreshold', 'is given by the environment (COST_BLOCK_THRESHOLD) and cannot be changed here');
      }
      await db.transaction(async (tx) => {
        const { value } = await readSetting(tx, KEY);
        const before = storedSchema.parse(value ?? {});
        const { baseVersion, ...changes } = input;
        const after: Stored = { ...before, ...changes };
        const written = await writeSetting(tx, { key: KEY, value: after, baseVersion, actor: actorOf(caller) });
        if (!written)
          throw new AppError('stale_version', 'Somebody else changed these settings meanwhile. Look at theirs, then change them again.');
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
      return { costBlockThreshold: threshold(cached).value };
    },
    runRetentionDays: async () => (await read()).stored.runRetentionDays,
  };
}
