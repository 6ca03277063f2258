import type { Caller } from '@/server/core/access/caller';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Tx } from '@/server/infra/db/tx';
import type { SignInLinkRepository } from '@/server/repositories/sign-in-link-repository';
import type { UserRepository, UserRow } from '@/server/repositories/user-repository';
import { type Authentication, authenticate, authenticateHandshake, type Credentials, type Handshake } from './authenticate';
import { ensureAdmin } from './ensure-admin';
import { completeFirstRun, createFirstRunToken } from './first-run';
import type { FirstRun } from './first-run-input';
import { createRequestLimit, createSignInThrottle } from './rate-limits';
import { createSignIn, type SignInAttempt, signOut } from './sign-in';

export interface AuthDeps {
  db: Tx;
  users: UserRepository;
  links: SignInLinkRepository;
  bus: LiveBus;
  /** Gives n random bytes. */
  randomBytes: (count: number) => Uint8Array;
  config: {
    /** Signs sessions. */
    secret: string;
    /** People come by https. */
    secure: boolean;
    /** SIGNALBOX_API_TOKEN. */
    apiToken: string | null;
    requestsPerSecond: number;
  };
}

/** Who may come in, and who somebody is. Web nodes have one. */
export interface Auth {
  readonly secret: string;
  readonly secure: boolean;
  authenticate(credentials: Credentials): Promise<Authentication>;
  authenticateRequest(headers: Headers): Promise<Authentication>;
  authenticateHandshake(handshake: Handshake): Promise<Authentication>;
  /** @throws AppError too_many_requests */
  limitRate(caller: Caller): Promise<void>;
  /** Null where the address or the password is wrong. @throws AppError too_many_requests */
  signIn(attempt: SignInAttempt): Promise<{ user: UserRow; sessionId: string } | null>;
  signOut(sessionId: string): Promise<void>;
  /** Token of a one-time link, null once there is a user. */
  createFirstRunToken(): Promise<string | null>;
  /** @throws AppError gone, conflict, invalid_input */
  completeFirstRun(input: FirstRun): Promise<{ email: string }>;
  ensureAdmin(admin: { email: string; password: string }): Promise<void>;
}

export function createAuth(deps: AuthDeps): Auth {
  const { secret, secure } = deps.config;
  const authenticating = { db: deps.db, secret, secure, environmentToken: deps.config.apiToken };
  const limitRate = createRequestLimit(deps.config.requestsPerSecond);
  const signIn = createSignIn({ ...deps, throttle: createSignInThrottle() });
  return {
    secret,
    secure,
    authenticate: (credentials) => authenticate(authenticating, credentials),
    authenticateRequest: (headers) =>
      authenticate(authenticating, { authorization: headers.get('authorization'), cookie: headers.get('cookie') }),
    authenticateHandshake: (handshake) => authenticateHandshake(authenticating, handshake),
    limitRate,
    signIn,
    signOut: (sessionId) => signOut(deps, sessionId),
    createFirstRunToken: () => createFirstRunToken(deps),
    completeFirstRun: (input) => completeFirstRun(deps, input),
    ensureAdmin: (admin) => ensureAdmin(deps, admin),
  };
}
