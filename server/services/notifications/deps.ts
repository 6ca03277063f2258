import type { AccessRole } from '@/lib/contracts/access';
import type { DecideEscalation, EscalationView } from '@/lib/contracts/escalation';
import type { Caller } from '@/server/core/access/caller';
import type { Clock } from '@/server/core/ports/clock';
import type { Log } from '@/server/core/ports/log';
import type { Notifier } from '@/server/core/ports/notifier';
import type { Database } from '@/server/infra/db/tx';
import type { GivenNotifications } from './settings';

export interface NotificationsDeps {
  db: Database;
  clock: Clock;
  log: Log;
  notifier: Notifier;
  /** The installation's. */
  secret: string;
  randomBytes: (count: number) => Uint8Array;
  randomId: () => string;
  given: GivenNotifications;
  /** Where people find us; empty where this process does not know it. */
  publicUrl: () => string;
  /** Roles that may decide. */
  deciders: readonly AccessRole[];
  /** The same decision as everywhere. @throws AppError conflict, forbidden, invalid_input */
  decide(input: DecideEscalation, caller: Caller): Promise<EscalationView>;
}
