import type { AccessRole } from '@/lib/contracts/access';
import { type LadderChanges, type LadderSettings, ladderChangesSchema, type SetLadderSettings } from '@/lib/contracts/ladder';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import { changeLadder, type GivenLadder, givenFields, ladderOf } from '@/server/core/escalation/configure-ladder';
import type { Clock } from '@/server/core/ports/clock';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { Database } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { readSetting, saveSetting } from '@/server/repositories/settings-repository';
import { checkApprovers } from './check-approvers';

const KEY = 'escalations';
/** A bus message may be lost; the document is read again after this at the latest. */
const FRESH_MS = 30_000;

export interface LadderSettingsService extends Ladder {
  get(): Promise<LadderSettings>;
  /** @throws AppError stale_version, invalid_input (given by the environment; approvers who may not decide) */
  set(input: SetLadderSettings, caller: Caller): Promise<LadderSettings>;
}

interface LadderSettingsDeps {
  db: Database;
  bus: LiveBus;
  clock: Clock;
  log: Log;
  given: GivenLadder;
  /** Roles that may decide: only they can be approvers. */
  deciders: readonly AccessRole[];
}

/** How escalations climb: tiers, durations and defaults of each type. What is open keeps the deadline that it has. */
export function createLadderSettingsService({ db, bus, clock, log, given, deciders }: LadderSettingsDeps): LadderSettingsService {
  let current = ladderOf({}, given);
  let readAtMs = Number.NEGATIVE_INFINITY;

  async function read(): Promise<{ stored: LadderChanges; version: number }> {
    const { value, version } = await readSetting(db, KEY);
    const stored = ladderChangesSchema.parse(value ?? {});
    current = ladderOf(stored, given);
    return { stored, version };
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

  async function get(): Promise<LadderSettings> {
    const { stored, version } = await read();
    return { version, ladder: ladderOf(stored, given), defaults: ladderOf({}, given), environment: givenFields(given) };
  }
  return {
    get,
    async set({ baseVersion, ...input }, caller) {
      await db.transaction(async (tx) => {
        const before = ladderChangesSchema.parse((await readSetting(tx, KEY)).value ?? {});
        await checkApprovers(tx, { before, input, deciders });
        const after = changeLadder(before, input, given);
        await saveSetting(tx, { key: KEY, value: after, baseVersion, actor: actorOf(caller) });
        await appendAudit(tx, auditActorOf(caller), {
          action: 'settings.change',
          target: { kind: 'settings', id: KEY },
          before,
          after,
        });
      });
      bus.publish({ kind: 'settings', key: KEY });
      return get();
    },
    current() {
      if (clock.now() - readAtMs > FRESH_MS) refresh();
      return current;
    },
  };
}
