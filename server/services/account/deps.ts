import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Passwords } from '@/server/core/ports/passwords';
import type { Database } from '@/server/infra/db/tx';
import type { SecondFactorKeys } from '@/server/repositories/take-second-factor';

export interface AccountDeps {
  db: Database;
  bus: LiveBus;
  passwords: Passwords;
  keys: SecondFactorKeys;
  /** Gives n random bytes. */
  randomBytes: (count: number) => Uint8Array;
  /** Counts a try to prove who somebody is, for all web nodes. @throws AppError too_many_requests */
  countProof(userId: string): Promise<void>;
  /** It was right: the tries are forgotten. */
  forgetProofs(userId: string): Promise<void>;
}

/** Somebody signed in. */
export interface Person {
  userId: string;
  sessionId: string;
  email: string;
}

/** @throws AppError forbidden where a token asks: it has no account */
export function personOf(caller: Caller): Person {
  if (caller.kind !== 'user' || !caller.sessionId) throw new AppError('forbidden', 'An API token has no account: sign in as a person');
  return { userId: caller.id, sessionId: caller.sessionId, email: caller.name };
}

export const auditActor = (person: Person) => ({ actor: `user:${person.email}`, actorId: person.userId });
export const auditTarget = (person: Person) => ({ kind: 'user', id: person.userId, name: person.email });
