import type { AccessRole } from '@/lib/contracts/access';
import type { Tx } from '@/server/infra/db/tx';

export interface PersonRow {
  id: string;
  email: string;
  name: string;
  role: AccessRole;
  createdAt: Date;
  disabledAt: Date | null;
  lastSeenAt: Date | null;
  hasPassword: boolean;
  twoFactor: boolean;
  issuers: string[];
}

const COLUMNS = `u.id, u.email, u.name, u.role, u.created_at AS "createdAt", u.disabled_at AS "disabledAt",
  (SELECT max(s.last_seen_at) FROM sessions s WHERE s.user_id = u.id) AS "lastSeenAt",
  u.password_hash IS NOT NULL AS "hasPassword", u.totp_enabled_at IS NOT NULL AS "twoFactor",
  ARRAY(SELECT l.provider FROM account_links l WHERE l.user_id = u.id ORDER BY l.provider) AS issuers`;

const escapeLike = (value: string): string => value.replace(/[\\%_]/g, '\\$&');

/** By e-mail address; `after` is the address of the last row seen. */
export function listPeople(tx: Tx, page: { q: string | null; after: string | null; limit: number }): Promise<PersonRow[]> {
  return tx.query<PersonRow>({
    text: `SELECT ${COLUMNS} FROM users u
           WHERE ($1::text IS NULL OR u.email ILIKE $1 OR u.name ILIKE $1) AND ($2::text IS NULL OR u.email > $2) ORDER BY u.email LIMIT $3`,
    values: [page.q === null ? null : `%${escapeLike(page.q)}%`, page.after, page.limit],
  });
}

export async function findPerson(tx: Tx, userId: string): Promise<PersonRow | null> {
  const [row] = await tx.query<PersonRow>({ text: `SELECT ${COLUMNS} FROM users u WHERE u.id = $1`, values: [userId] });
  return row ?? null;
}

export async function findPersonByEmail(tx: Tx, email: string): Promise<PersonRow | null> {
  const [row] = await tx.query<PersonRow>({ text: `SELECT ${COLUMNS} FROM users u WHERE u.email = $1`, values: [email.toLowerCase()] });
  return row ?? null;
}

/** Who can sign in with one of these roles; those whose name or address begins with the words first. */
export function listDeciders(
  tx: Tx,
  { roles, q, limit }: { roles: readonly AccessRole[]; q: string | null; limit: number },
): Promise<Pick<PersonRow, 'email' | 'name' | 'role'>[]> {
  const words = q === null ? null : escapeLike(q);
  return tx.query({
    text: `SELECT u.email, u.name, u.role FROM users u
           WHERE u.disabled_at IS NULL AND u.role = ANY($1) AND ($2::text IS NULL OR u.email ILIKE $2 OR u.name ILIKE $2)
           ORDER BY (u.email ILIKE $3 OR u.name ILIKE $3) IS TRUE DESC, u.email LIMIT $4`,
    values: [roles, words === null ? null : `%${words}%`, words === null ? null : `${words}%`, limit],
  });
}

/** Roles of those of these addresses who can sign in, or are invited to. */
export async function readRolesOf(tx: Tx, emails: readonly string[]): Promise<Map<string, AccessRole>> {
  const rows = await tx.query<{ email: string; role: AccessRole }>({
    text: `SELECT email, role FROM invitations
           WHERE email = ANY($1) AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > signalbox_now()
           UNION ALL SELECT email, role FROM users WHERE email = ANY($1) AND disabled_at IS NULL`,
    values: [emails],
  });
  return new Map(rows.map(({ email, role }) => [email.toLowerCase(), role]));
}

/** Locks all administrators who can sign in: whoever takes one away does it one after another. Answers their ids. */
export async function lockAdmins(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>({
    text: `SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE`,
  });
  return rows.map((row) => row.id);
}

/** Null where the address is taken. */
export async function insertPerson(
  tx: Tx,
  person: { email: string; name: string; passwordHash: string | null; role: AccessRole },
): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>({
    text: `INSERT INTO users (email, name, password_hash, role, created_at) VALUES ($1, $2, $3, $4, signalbox_now())
           ON CONFLICT (email) DO NOTHING RETURNING id`,
    values: [person.email.toLowerCase(), person.name, person.passwordHash, person.role],
  });
  return row?.id ?? null;
}

export async function setRole(tx: Tx, userId: string, role: AccessRole): Promise<void> {
  await tx.query({ text: 'UPDATE users SET role = $2 WHERE id = $1', values: [userId, role] });
}

export async function setName(tx: Tx, userId: string, name: string): Promise<void> {
  await tx.query({ text: 'UPDATE users SET name = $2 WHERE id = $1', values: [userId, name] });
}

export async function setDisabled(tx: Tx, userId: string, disabled: boolean): Promise<void> {
  await tx.query({
    text: 'UPDATE users SET disabled_at = CASE WHEN $2 THEN coalesce(disabled_at, signalbox_now()) END WHERE id = $1',
    values: [userId, disabled],
  });
}

export async function readPasswordHash(tx: Tx, userId: string): Promise<string | null> {
  const [row] = await tx.query<{ hash: string | null }>({
    text: 'SELECT password_hash AS hash FROM users WHERE id = $1',
    values: [userId],
  });
  return row?.hash ?? null;
}

export async function setPasswordHash(tx: Tx, userId: string, hash: string): Promise<void> {
  await tx.query({ text: 'UPDATE users SET password_hash = $2 WHERE id = $1', values: [userId, hash] });
}
