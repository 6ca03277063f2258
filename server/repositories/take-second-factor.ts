import { keyedHash, keyFor, unseal } from '@/server/core/access/seal';
import { normalCode, totpStep } from '@/server/core/access/second-factor';
import type { Tx } from '@/server/infra/db/tx';
import { readSecondFactor, takeRecoveryCode, takeTotpStep } from './second-factor-repository';

/** What seals the secrets of authenticator apps and hashes recovery codes. */
export interface SecondFactorKeys {
  totp: Buffer;
  recovery: Buffer;
}

export function secondFactorKeys(secret: string): SecondFactorKeys {
  return { totp: keyFor(secret, 'totp'), recovery: keyFor(secret, 'recovery codes') };
}

/**
 * Uses up a code of somebody's authenticator, or one of their recovery codes: each counts once, also when it comes twice at the
 * same moment. Null where it is neither. The time is the database's.
 */
export async function takeSecondFactor(
  tx: Tx,
  keys: SecondFactorKeys,
  userId: string,
  typed: string,
): Promise<'authenticator' | 'recovery code' | null> {
  const code = normalCode(typed);
  const { sealed } = await readSecondFactor(tx, userId);
  const secret = sealed === null ? null : unseal(keys.totp, sealed, userId);
  if (secret !== null) {
    const [clock] = await tx.query<{ ms: number }>({ text: 'SELECT extract(epoch FROM signalbox_now())::float8 * 1000 AS ms' });
    const step = totpStep(secret, code, clock?.ms ?? 0);
    if (step !== null) return (await takeTotpStep(tx, userId, step)) ? 'authenticator' : null;
  }
  return (await takeRecoveryCode(tx, userId, keyedHash(keys.recovery, userId, code))) ? 'recovery code' : null;
}
