import { AppError, invalidInput } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import { keyedHash, seal } from '@/server/core/access/seal';
import { normalCode, RECOVERY_CODES, recoveryCodeOf, totpSecretOf, totpUri } from '@/server/core/access/second-factor';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import {
  beginSecondFactor,
  clearSecondFactor,
  enableSecondFactor,
  readSecondFactor,
  storeRecoveryCodes,
} from '@/server/repositories/second-factor-repository';
import { takeSecondFactor } from '@/server/repositories/take-second-factor';
import { type AccountDeps, auditActor, auditTarget, type Person, personOf } from './deps';
import { provePerson } from './prove-person';

const codeRefused = () => invalidInput('code', 'does not match: enter the one that your app shows now; each counts once');

async function newRecoveryCodes(deps: AccountDeps, tx: Tx, person: Person): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => recoveryCodeOf(deps.randomBytes(10)));
  const hashes = codes.map((code) => keyedHash(deps.keys.recovery, person.userId, normalCode(code)));
  await storeRecoveryCodes(tx, person.userId, hashes);
  return codes;
}

/** A secret for the authenticator app, shown until it is confirmed. @throws AppError invalid_input (password), conflict (on already) */
export async function beginSetup(
  deps: AccountDeps,
  input: { password?: string },
  caller: Caller,
): Promise<{ secret: string; uri: string }> {
  const person = personOf(caller);
  await provePerson(deps, person, input.password);
  const secret = totpSecretOf(deps.randomBytes(20));
  const sealed = seal(deps.keys.totp, secret, { iv: deps.randomBytes(12), context: person.userId });
  await deps.db.transaction(async (tx) => {
    if (!(await beginSecondFactor(tx, person.userId, sealed))) throw new AppError('conflict', 'Two-factor sign-in is on already');
    await appendAudit(tx, auditActor(person), { action: 'user.two_factor_begin', target: auditTarget(person) });
  });
  return { secret, uri: totpUri(secret, person.email) };
}

/** The app shows the right code: from now on it is asked for. The recovery codes are told here alone. */
export async function confirmSetup(deps: AccountDeps, input: { code: string }, caller: Caller): Promise<{ recoveryCodes: string[] }> {
  const person = personOf(caller);
  await deps.countProof(person.userId);
  const recoveryCodes = await deps.db.transaction(async (tx) => {
    const { sealed, enabledAt } = await readSecondFactor(tx, person.userId);
    if (enabledAt !== null) throw new AppError('conflict', 'Two-factor sign-in is on already');
    if (sealed === null) throw new AppError('conflict', 'Begin the setup first');
    if ((await takeSecondFactor(tx, deps.keys, person.userId, input.code)) !== 'authenticator') throw codeRefused();
    await enableSecondFactor(tx, person.userId);
    await appendAudit(tx, auditActor(person), { action: 'user.two_factor_on', target: auditTarget(person) });
    return newRecoveryCodes(deps, tx, person);
  });
  await deps.forgetProofs(person.userId);
  return { recoveryCodes };
}

/** Password and code, then `change`, in one transaction. */
async function withBothProofs<T>(
  deps: AccountDeps,
  input: { password?: string; code: string },
  caller: Caller,
  change: (tx: Tx, person: Person) => Promise<T>,
): Promise<T> {
  const person = personOf(caller);
  await provePerson(deps, person, input.password);
  await deps.countProof(person.userId);
  const result = await deps.db.transaction(async (tx) => {
    const { enabledAt } = await readSecondFactor(tx, person.userId);
    if (enabledAt === null) throw new AppError('conflict', 'Two-factor sign-in is off');
    if ((await takeSecondFactor(tx, deps.keys, person.userId, input.code)) === null) throw codeRefused();
    return change(tx, person);
  });
  await deps.forgetProofs(person.userId);
  return result;
}

/** @throws AppError invalid_input (password, code), conflict (off already) */
export function turnOff(deps: AccountDeps, input: { password?: string; code: string }, caller: Caller): Promise<void> {
  return withBothProofs(deps, input, caller, async (tx, person) => {
    await clearSecondFactor(tx, person.userId);
    await appendAudit(tx, auditActor(person), { action: 'user.two_factor_off', target: auditTarget(person) });
  });
}

/** Ten new ones; the old ones are of no use any more. @throws AppError invalid_input (password, code), conflict (off) */
export function renewRecoveryCodes(
  deps: AccountDeps,
  input: { password?: string; code: string },
  caller: Caller,
): Promise<{ recoveryCodes: string[] }> {
  return withBothProofs(deps, input, caller, async (tx, person) => {
    await appendAudit(tx, auditActor(person), { action: 'user.recovery_codes', target: auditTarget(person) });
    return { recoveryCodes: await newRecoveryCodes(deps, tx, person) };
  });
}
