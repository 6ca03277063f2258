import { AppError } from '@/lib/errors';
import { secretHash } from '@/server/core/access/api-token';
import type { SignInLinkRepository } from '@/server/repositories/sign-in-link-repository';
import type { UserRepository } from '@/server/repositories/user-repository';
import type { FirstRun } from './first-run-input';
import { checkPasswordPolicy, hashPassword } from './passwords';

const LINK_MAX_AGE_MINUTES = 15;

export interface FirstRunDeps {
  users: UserRepository;
  links: SignInLinkRepository;
  /** Gives n random bytes. */
  randomBytes: (count: number) => Uint8Array;
}

/** A token for the one-time link, good for 15 minutes; null once there is a user. */
export async function createFirstRunToken(deps: FirstRunDeps): Promise<string | null> {
  if (await deps.users.exist()) return null;
  const token = Buffer.from(deps.randomBytes(32)).toString('base64url');
  await deps.links.create(secretHash(token), LINK_MAX_AGE_MINUTES);
  return token;
}

/**
 * Creates the first administrator. The link is looked at before the password is hashed, so that nobody without one can
 * make the server work.
 * @throws AppError gone (link used, unknown or too old), conflict (there is a user), invalid_input (password)
 */
export async function completeFirstRun(deps: FirstRunDeps, input: FirstRun): Promise<{ email: string }> {
  const hash = secretHash(input.token);
  const email = input.email.toLowerCase();
  if (await deps.users.exist()) throw new AppError('conflict', 'This installation has its first user already: sign in instead');
  if (!(await deps.links.isLive(hash))) throw linkGone();
  checkPasswordPolicy(input.password, email);
  const passwordHash = await hashPassword(input.password);
  const outcome = await deps.links.consume(hash, { email, name: input.name ?? email.split('@')[0] ?? email, passwordHash });
  if (outcome === 'users_exist') throw new AppError('conflict', 'This installation has its first user already: sign in instead');
  if (outcome === 'used') throw linkGone();
  return { email };
}

const linkGone = () => new AppError('gone', 'This sign-in link was used or is too old: restart Signalbox to get a new one');
