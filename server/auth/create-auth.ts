import type { Caller } from '@/server/core/access/caller';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Database } from '@/server/infra/db/tx';
import type { SignInLinkRepository } from '@/server/repositories/sign-in-link-repository';
import { secondFactorKeys } from '@/server/repositories/take-second-factor';
import type { UserRepository } from '@/server/repositories/user-repository';
import { type Authentication, authenticate, authenticateHandshake, type Credentials, type Handshake } from './authenticate';
import { ensureAdmin } from './ensure-admin';
import { completeFirstRun, createFirstRunToken } from './first-run';
import type { FirstRun } from './first-run-input';
import type { IssuerIdentity } from './issuer-identity';
import { type IssuerPolicy, type IssuerRefusal, signInByIssuer } from './issuer-sign-in';
import type { IssuersConfig } from './issuers';
import { createRequestLimit, type SignInThrottle } from './rate-limits';
import { createSignIn, type SignedIn, type SignInAttempt, type SignInOutcome, signOut, type Visitor } from './sign-in';

export interface AuthDeps {
  db: Database;
  users: UserRepository;
  links: SignInLinkRepository;
  bus: LiveBus;
  throttle: SignInThrottle;
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
    issuers: IssuersConfig;
    issuerPolicy: IssuerPolicy;
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
  signIn(attempt: SignInAttempt): Promise<SignInOutcome>;
  readonly issuers: IssuersConfig;
  /** For whom an issuer vouches. */
  signInByIssuer(identity: IssuerIdentity, visitor: Visitor): Promise<SignedIn | { refused: IssuerRefusal }>;
  /** Counts that a one-time link was shown. @throws AppError too_many_requests */
  limitLinks(ip: string): Promise<void>;
  /** Counts that a link in a message, or a button in Slack, was used. @throws AppError too_many_requests */
  limitDecisions(ip: string): Promise<void>;
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
  const signingIn = { ...deps, keys: secondFactorKeys(secret) };
  const signIn = createSignIn(signingIn);
  return {
    secret,
    secure,
    authenticate: (credentials) => authenticate(authenticating, credentials),
    authenticateRequest: (headers) =>
      authenticate(authenticating, { authorization: headers.get('authorization'), cookie: headers.get('cookie') }),
    authenticateHandshake: (handshake) => authenticateHandshake(authenticating, handshake),
    limitRate,
    signIn,
    issuers: deps.config.issuers,
    signInByIssuer: (identity, visitor) => signInByIssuer(signingIn, deps.config.issuerPolicy, identity, visitor),
    limitLinks: (ip) => deps.throttle.link(ip),
    limitDecisions: (ip) => deps.throttle.decision(ip),
    signOut: (sessionId) => signOut(deps, sessionId),
    createFirstRunToken: () => createFirstRunToken(deps),
    completeFirstRun: (input) => completeFirstRun(deps, input),
    ensureAdmin: (admin) => ensureAdmin(deps, admin),
  };
}
