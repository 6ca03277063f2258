import { AppError, invalidInput } from '@/lib/errors';
import { readPasswordHash } from '@/server/repositories/people-repository';
import { isFreshSession } from '@/server/repositories/session-repository';
import type { AccountDeps, Person } from './deps';

const FRESH_MINUTES = 15;

/**
 * Before what would let a stolen session stay: the password, or, for somebody without one, a sign-in of the last minutes.
 * @throws AppError invalid_input (at `path`), too_many_requests, forbidden (sign in again)
 */
export async function provePerson(deps: AccountDeps, person: Person, password: string | undefined, path = 'password'): Promise<void> {
  const hash = await readPasswordHash(deps.db, person.userId);
  if (hash === null) {
    if (await isFreshSession(deps.db, person.sessionId, FRESH_MINUTES)) return;
    throw new AppError('forbidden', `Sign out and in again first: this asks for a sign-in of the last ${FRESH_MINUTES} minutes`);
  }
  if (password === undefined) throw invalidInput(path, 'is needed');
  await deps.countProof(person.userId);
  if (!(await deps.passwords.matches(hash, password))) throw invalidInput(path, 'is not your password');
  await deps.forgetProofs(person.userId);
}
