import { randomBytes } from 'node:crypto';
import { type Auth, createAuth } from '@/server/auth/create-auth';
import type { IssuerPolicy } from '@/server/auth/issuer-sign-in';
import { personDeps } from '@/server/auth/person-deps';
import { createSignInThrottle } from '@/server/auth/rate-limits';
import type { BusMessage, LiveBus } from '@/server/core/ports/live-bus';
import { createDatabase } from '@/server/infra/db/database';
import { createPrisma } from '@/server/infra/db/prisma';
import type { Database } from '@/server/infra/db/tx';
import { createSignInLinkRepository } from '@/server/repositories/sign-in-link-repository';
import { createUserRepository } from '@/server/repositories/user-repository';
import { type AccountService, createAccountService } from '@/server/services/account/create-account-service';
import { type AuditService, createAuditService } from '@/server/services/audit/create-audit-service';
import { createPeopleService, type PeopleService } from '@/server/services/people/create-people-service';
import { createTokensService, type TokensService } from '@/server/services/tokens/create-tokens-service';

export const SECRET = 'a secret of the tests, long enough for anybody';

export interface OpenDoor {
  db: Database;
  auth: Auth;
  tokens: TokensService;
  people: PeopleService;
  account: AccountService;
  audit: AuditService;
  /** What was said on the bus. */
  heard: BusMessage[];
  close(): Promise<void>;
}

/** Auth and tokens on a real database, with a bus that only remembers. */
export function openDoor(
  url: string,
  config: Partial<{ apiToken: string; requestsPerSecond: number; secret: string; issuerPolicy: IssuerPolicy }> = {},
): OpenDoor {
  const db = createDatabase(url, { max: 8, applicationName: 'door-test', onError: () => {} });
  const prisma = createPrisma(url);
  const heard: BusMessage[] = [];
  const bus: LiveBus = {
    name: 'postgres',
    publish: (message) => void heard.push(message),
    subscribe: async () => async () => {},
    close: async () => {},
  };
  const secret = config.secret ?? SECRET;
  const throttle = createSignInThrottle(db);
  const door = personDeps({ db, bus, randomBytes, secret, throttle });
  const auth = createAuth({
    db,
    throttle,
    users: createUserRepository(prisma),
    links: createSignInLinkRepository(prisma),
    bus,
    randomBytes,
    config: {
      ...{ secret, secure: false, apiToken: config.apiToken ?? null, requestsPerSecond: config.requestsPerSecond ?? 200 },
      issuers: { oidc: null, github: null, google: null },
      issuerPolicy: config.issuerPolicy ?? { allowedDomains: [], defaultRole: null },
    },
  });
  return {
    db,
    auth,
    tokens: createTokensService({ db, bus, secret, randomBytes }),
    people: createPeopleService({ ...door, publicUrl: () => 'http://box' }),
    account: createAccountService(door),
    audit: createAuditService({ db }),
    heard,
    async close() {
      await prisma.$disconnect();
      await db.close();
    },
  };
}
