import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Passwords } from '@/server/core/ports/passwords';
import type { Database } from '@/server/infra/db/tx';
import { type SecondFactorKeys, secondFactorKeys } from '@/server/repositories/take-second-factor';
import { hashPassword, passwordMatches } from './passwords';
import type { SignInThrottle } from './rate-limits';

export interface PersonDeps {
  db: Database;
  bus: LiveBus;
  randomBytes: (count: number) => Uint8Array;
  secret: string;
  passwords: Passwords;
  keys: SecondFactorKeys;
  countProof(userId: string): Promise<void>;
  forgetProofs(userId: string): Promise<void>;
}

/** What the services of people and accounts take from the door. */
export function personDeps(deps: Pick<PersonDeps, 'db' | 'bus' | 'randomBytes' | 'secret'> & { throttle: SignInThrottle }): PersonDeps {
  const { db, bus, randomBytes, secret, throttle } = deps;
  return {
    ...{ db, bus, randomBytes, secret },
    passwords: { hash: hashPassword, matches: passwordMatches },
    keys: secondFactorKeys(secret),
    countProof: (userId) => throttle.proof(userId),
    forgetProofs: (userId) => throttle.proved(userId),
  };
}
