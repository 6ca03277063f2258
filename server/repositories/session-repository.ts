import type { AccessRole } from '@/lib/contracts/access';
import type { Tx } from '@/server/infra/db/tx';

export interface LiveSession {
  sessionId: string;
  userId: string;
  email: string;
  /** What the person is called. */
  name: string;
  role: AccessRole;
  /** Not touched for a minute. */
  idle: boolean;
}

export async function insertSession(
  tx: Tx,
  session: { userId: string; maxAgeSeconds: number; userAgent: string | null; ip: string | null; method: string },
): Promise<string> {
  const [row] = await tx.query<{ id: string }>({
    text: `INSERT INTO sessions (user_id, created_at, last_seen_at, expires_at, user_agent, ip, method)
           VALUES ($1, signalbox_now(), signalbox_now(), signalbox_now() + make_interval(secs => $2), $3, $4, $5) RETURNING id`,
    values: [session.userId, session.maxAgeSeconds, session.userAgent?.slice(0, 400) ?? null, session.ip, session.method],
  });
  if (!row) throw new Error('The session was not stored');
  return row.id;
}

/** A session that may be used now: neither revoked nor past its time, of a user who is not disabled. */
export async function findLiveSession(tx: Tx, sessionId: string): Promise<LiveSession | null> {
  const [row] = await tx.query<LiveSession>({
    name: 'session_live',
    text: `SELECT s.id AS "sessionId", u.id AS "userId", u.email, u.name, u.role,
             s.last_seen_at < signalbox_now() - interval '1 minute' AS idle
           FROM sessions s JOIN users u ON u.id = s.user_id
           WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > signalbox_now() AND u.disabled_at IS NULL`,
    values: [sessionId],
  });
  return row ?? null;
}

export async function touchSession(tx: Tx, sessionId: string): Promise<void> {
  await tx.query({
    name: 'session_touch',
    text: `UPDATE sessions SET last_seen_at = signalbox_now()
           WHERE id = $1 AND last_seen_at < signalbox_now() - interval '1 minute'`,
    values: [sessionId],
  });
}

/** Whose it was, where it was live until now; else null. */
export async function revokeSession(tx: Tx, sessionId: string): Promise<{ id: string; email: string } | null> {
  const [user] = await tx.query<{ id: string; email: string }>({
    text: `UPDATE sessions s SET revoked_at = signalbox_now() FROM users u
           WHERE s.id = $1 AND s.revoked_at IS NULL AND u.id = s.user_id RETURNING u.id, u.email`,
    values: [sessionId],
  });
  return user ?? null;
}

/** Ends all sessions of a user (but one), as after a new password. Answers their ids. */
export async function revokeSessionsOf(tx: Tx, userId: string, but: string | null = null): Promise<string[]> {
  const rows = await tx.query<{ id: string }>({
    text: 'UPDATE sessions SET revoked_at = signalbox_now() WHERE user_id = $1 AND revoked_at IS NULL AND id IS DISTINCT FROM $2 RETURNING id',
    values: [userId, but],
  });
  return rows.map((row) => row.id);
}

export interface SessionRow {
  id: string;
  userAgent: string | null;
  ip: string | null;
  method: string;
  createdAt: Date;
  lastSeenAt: Date;
}

/** Those of a user that may be used now, the last one seen first. */
export function listLiveSessions(tx: Tx, userId: string): Promise<SessionRow[]> {
  return tx.query<SessionRow>({
    text: `SELECT id, user_agent AS "userAgent", ip, method, created_at AS "createdAt", last_seen_at AS "lastSeenAt" FROM sessions
           WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > signalbox_now() ORDER BY last_seen_at DESC, id DESC LIMIT 200`,
    values: [userId],
  });
}

/** Ends one of a user's own sessions. True where it was live until now. */
export async function revokeSessionOf(tx: Tx, userId: string, sessionId: string): Promise<boolean> {
  const rows = await tx.query({
    text: `UPDATE sessions SET revoked_at = signalbox_now()
           WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > signalbox_now() RETURNING 1 AS revoked`,
    values: [sessionId, userId],
  });
  return rows.length > 0;
}

/** Whether somebody signed in with it less than so many minutes ago. */
export async function isFreshSession(tx: Tx, sessionId: string, minutes: number): Promise<boolean> {
  const rows = await tx.query({
    text: `SELECT 1 AS fresh FROM sessions WHERE id = $1 AND created_at > signalbox_now() - make_interval(mins => $2)`,
    values: [sessionId, minutes],
  });
  return rows.length > 0;
}
