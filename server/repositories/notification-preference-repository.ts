import type { AccessRole } from '@/lib/contracts/access';
import type { Tx } from '@/server/infra/db/tx';

/** Somebody who may be told: as stored, whoever reads it validates it. */
export interface ToldPersonRow {
  id: string;
  email: string;
  name: string;
  role: AccessRole;
  preferences: unknown;
}

const PEOPLE = `SELECT u.id, u.email, u.name, u.role, p.value AS preferences FROM users u LEFT JOIN notification_preferences p ON p.user_id = u.id
  WHERE u.disabled_at IS NULL`;

/** Who has one of these roles, and whoever is named. */
export async function listToldPeople(tx: Tx, roles: readonly AccessRole[], named: string | null): Promise<ToldPersonRow[]> {
  return tx.query<ToldPersonRow & Record<string, unknown>>({
    name: 'notification_people',
    text: `${PEOPLE} AND (u.role = ANY ($1) OR u.email = $2) ORDER BY u.email`,
    values: [roles, named?.toLowerCase() ?? null],
  });
}

/** Null: there is nobody, or nobody any more. */
export async function findToldPerson(tx: Tx, email: string): Promise<ToldPersonRow | null> {
  const [row] = await tx.query<ToldPersonRow & Record<string, unknown>>({
    text: `${PEOPLE} AND u.email = $1`,
    values: [email.toLowerCase()],
  });
  return row ?? null;
}

export async function readPreferences(tx: Tx, userId: string): Promise<{ value: unknown; version: number }> {
  const [row] = await tx.query<{ value: unknown; version: number }>({
    text: 'SELECT value, version FROM notification_preferences WHERE user_id = $1',
    values: [userId],
  });
  return row ?? { value: null, version: 0 };
}

/** False: they were changed meanwhile. */
export async function writePreferences(tx: Tx, userId: string, value: unknown, baseVersion: number): Promise<boolean> {
  const rows = await tx.query({
    text: `INSERT INTO notification_preferences AS p (user_id, value, version) SELECT $1, $2::jsonb, 1
        WHERE $3::int = 0 OR EXISTS (SELECT FROM notification_preferences WHERE user_id = $1)
      ON CONFLICT (user_id) DO UPDATE SET value = excluded.value, version = p.version + 1 WHERE p.version = $3::int RETURNING 1 AS written`,
    values: [userId, JSON.stringify(value), baseVersion],
  });
  return rows.length > 0;
}
