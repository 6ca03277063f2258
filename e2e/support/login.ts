import type { BrowserContextOptions } from '@playwright/test';
import { encode } from 'next-auth/jwt';
import pg from 'pg';
import type { AccessRole } from '@/lib/contracts/access';
import { readConnection } from '@/scripts/launcher/connection-file';
import type { Product } from './product';

export type StoredSession = Exclude<BrowserContextOptions['storageState'], string | undefined>;

/** Somebody to be signed in as: made where there is nobody of this address. Default the product's administrator. */
export interface Whom {
  email?: string;
  name?: string;
  role?: AccessRole;
}

/** Runs one statement in the product's own database. */
export async function query<R extends pg.QueryResultRow>(product: Product, text: string, values: unknown[] = []): Promise<R[]> {
  const connection = await readConnection(product.dataDir);
  if (!connection) throw new Error('The product does not run on a database of its own');
  const client = new pg.Client({ connectionString: connection.DATABASE_URL });
  await client.connect();
  try {
    return (await client.query<R>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** A session as the sign-in page would leave it, written directly: the row, and the cookie that names it. Takes some 20 ms. */
export async function login(product: Product, whom: Whom = {}): Promise<StoredSession> {
  const connection = await readConnection(product.dataDir);
  const { email = product.adminEmail, role = 'admin', name = email.split('@')[0] } = whom;
  const [row] = await query<{ sid: string }>(
    product,
    `WITH made AS (INSERT INTO users (email, name, role) VALUES ($1, $2, $3) ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id)
     INSERT INTO sessions (user_id, expires_at, user_agent, ip) SELECT id, now() + interval '1 day', 'login fixture', '127.0.0.1' FROM made
     RETURNING id AS sid`,
    [email, name, role],
  );
  const value = await encode({ token: { sid: row?.sid, email, name }, secret: connection?.NEXTAUTH_SECRET ?? '' });
  const { hostname } = new URL(product.url);
  const cookie = { name: 'next-auth.session-token', value, domain: hostname, path: '/', expires: -1, httpOnly: true, secure: false };
  return { cookies: [{ ...cookie, sameSite: 'Lax' }], origins: [] };
}
