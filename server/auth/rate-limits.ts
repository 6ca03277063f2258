import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';

/** Counted in this process: several web nodes each allow the stated rate. */
async function consume(limiter: RateLimiterMemory, key: string, message: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new AppError('too_many_requests', message, [], Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
  }
}

/** @throws AppError too_many_requests once a token or a session has made its requests of this second */
export function createRequestLimit(requestsPerSecond: number): (caller: Caller) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: requestsPerSecond, duration: 1 });
  return (caller) => consume(limiter, caller.sessionId ?? caller.id, `More than ${requestsPerSecond} requests in a second`);
}

const WINDOW_SECONDS = 15 * 60;
const TRIES_PER_ACCOUNT_AND_ADDRESS = 10;
const TRIES_PER_ADDRESS = 100;

export interface SignInThrottle {
  /** Counts a try. @throws AppError too_many_requests */
  attempt(email: string, ip: string): Promise<void>;
  /** The password was right: its tries are forgotten. */
  succeeded(email: string, ip: string): Promise<void>;
}

export function createSignInThrottle(): SignInThrottle {
  const byAccount = new RateLimiterMemory({ points: TRIES_PER_ACCOUNT_AND_ADDRESS, duration: WINDOW_SECONDS });
  const byAddress = new RateLimiterMemory({ points: TRIES_PER_ADDRESS, duration: WINDOW_SECONDS });
  const account = (email: string, ip: string) => `${email.toLowerCase().slice(0, 320)}|${ip}`;
  return {
    async attempt(email, ip) {
      await consume(byAddress, ip, 'Too many sign-in attempts from this address');
      await consume(byAccount, account(email, ip), 'Too many sign-in attempts for this account');
    },
    async succeeded(email, ip) {
      await byAccount.delete(account(email, ip));
    },
  };
}
