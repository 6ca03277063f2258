import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import type { Tx } from '@/server/infra/db/tx';

async function consume(limiter: RateLimiterAbstract, key: string, message: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new AppError('too_many_requests', message, [], Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
  }
}

/**
 * Counted in this process: several web nodes each allow the stated rate. Shared counting would cost a round trip a request.
 * @throws AppError too_many_requests once a token or a session has made its requests of this second
 */
export function createRequestLimit(requestsPerSecond: number): (caller: Caller) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: requestsPerSecond, duration: 1 });
  return (caller) => consume(limiter, caller.sessionId ?? caller.id, `More than ${requestsPerSecond} requests in a second`);
}

const HOOK_REQUESTS_PER_ADDRESS = 50;
const DELIVERIES_PER_WEBHOOK = 20;
const LOGGED_REFUSALS = 6;

/** Of `/api/hooks`, where nobody has a session. A stranger's requests do not use up what a signed sender may send. */
export function createHookLimits() {
  const byAddress = new RateLimiterMemory({ points: HOOK_REQUESTS_PER_ADDRESS, duration: 1 });
  const byWebhook = new RateLimiterMemory({ points: DELIVERIES_PER_WEBHOOK, duration: 1 });
  const refusals = new RateLimiterMemory({ points: LOGGED_REFUSALS, duration: 60 });
  return {
    attempt: (peer: string) => consume(byAddress, peer, `More than ${HOOK_REQUESTS_PER_ADDRESS} requests in a second from this address`),
    accepted: (webhookId: string) => consume(byWebhook, webhookId, `More than ${DELIVERIES_PER_WEBHOOK} deliveries in a second`),
    mayLogRefusal: async (webhookId: string) =>
      consume(refusals, webhookId, 'refusals').then(
        () => true,
        () => false,
      ),
  };
}

const WINDOW_SECONDS = 15 * 60;
const HOUR_SECONDS = 60 * 60;
const TRIES_PER_ACCOUNT_AND_ADDRESS = 10;
const TRIES_PER_ADDRESS = 100;
const CODES_PER_ACCOUNT = 10;
const PROOFS_PER_ACCOUNT = 10;
const LINKS_PER_ADDRESS = 60;
/** A whole office may sit behind one address. */
const DECISIONS_PER_ADDRESS = 300;
const AUDITED_REFUSALS = 20;

/**
 * Tries, counted in PostgreSQL for all web nodes. Where it does not answer, a try is refused: nobody could be looked up then
 * either. Each throws AppError too_many_requests.
 */
export interface SignInThrottle {
  attempt(email: string, ip: string): Promise<void>;
  /** A code after a right password: by account alone, since whoever guesses here may have many addresses. */
  code(userId: string): Promise<void>;
  /** Everything was right: the tries are forgotten. */
  succeeded(email: string, ip: string, userId: string): Promise<void>;
  /** Somebody signed in proves again who they are. */
  proof(userId: string): Promise<void>;
  proved(userId: string): Promise<void>;
  /** A one-time link is shown. */
  link(ip: string): Promise<void>;
  /** A link in a message is looked at or used. */
  decision(ip: string): Promise<void>;
  /** Whether a refused sign-in is still written into the audit log: so many an hour, then the log stays readable. */
  mayAuditRefusal(key: string): Promise<boolean>;
}

/** One home has a whole /64 of IPv6. */
export function addressKey(ip: string): string {
  if (isIP(ip) === 0) return ip.slice(0, 60);
  const parsed = ipaddr.process(ip);
  return parsed.kind() === 'ipv4' ? parsed.toString() : `${parsed.toByteArray().slice(0, 8).join('.')}/64`;
}

export function createSignInThrottle(db: Tx): SignInThrottle {
  // The library asks for a client of `pg`; what it uses of it is this.
  const storeClient = { query: async (statement: Parameters<Tx['query']>[0]) => ({ rows: await db.query(statement) }) };
  const limiter = (keyPrefix: string, points: number, duration: number) =>
    new RateLimiterPostgres({
      ...{ storeClient, storeType: 'client', tableName: 'sign_in_tries', tableCreated: true, clearExpiredByTimeout: false },
      ...{ keyPrefix, points, duration },
    });
  const byAccount = limiter('account', TRIES_PER_ACCOUNT_AND_ADDRESS, WINDOW_SECONDS);
  const byAddress = limiter('address', TRIES_PER_ADDRESS, WINDOW_SECONDS);
  const codes = limiter('code', CODES_PER_ACCOUNT, WINDOW_SECONDS);
  const proofs = limiter('proof', PROOFS_PER_ACCOUNT, WINDOW_SECONDS);
  const links = limiter('link', LINKS_PER_ADDRESS, WINDOW_SECONDS);
  const decisions = limiter('decision', DECISIONS_PER_ADDRESS, WINDOW_SECONDS);
  const refusals = limiter('refusal', AUDITED_REFUSALS, HOUR_SECONDS);
  // Keys are at most 255 characters long.
  const account = (email: string, ip: string) => `${email.toLowerCase().slice(0, 160)}|${addressKey(ip)}`;
  return {
    async attempt(email, ip) {
      await consume(byAddress, addressKey(ip), 'Too many sign-in attempts from this address');
      await consume(byAccount, account(email, ip), 'Too many sign-in attempts for this account');
    },
    code: (userId) => consume(codes, userId, 'Too many codes for this account'),
    async succeeded(email, ip, userId) {
      await byAccount.delete(account(email, ip));
      await codes.delete(userId);
    },
    proof: (userId) => consume(proofs, userId, 'Too many tries: wait before the next'),
    async proved(userId) {
      await proofs.delete(userId);
    },
    link: (ip) => consume(links, addressKey(ip), 'Too many links from this address'),
    decision: (ip) => consume(decisions, addressKey(ip), 'Too many links from this address'),
    mayAuditRefusal: (key) =>
      refusals.consume(key).then(
        () => true,
        (refusal) => {
          if (refusal instanceof RateLimiterRes) return false;
          throw refusal;
        },
      ),
  };
}

/** Tries that are long past. */
export async function forgetOldTries(db: Tx): Promise<void> {
  await db.query({ text: 'DELETE FROM sign_in_tries WHERE expire < $1', values: [Date.now() - HOUR_SECONDS * 1000] });
}
