import type { AccessRole } from '@/lib/contracts/access';
import type { Tx } from '@/server/infra/db/tx';

export interface LiveSession {
  sessionId: string;
  userId: string;
  email: string;
  role: AccessRole;
  /** Not touched for a minute. */
  idle: boolean;
}

export async function insertSession(
  tx: Tx,
  session: { userId: string; maxAgeSeconds: number; userAgent: string | null; ip: string | null },
): Promise<string> {
  const [row] = await tx.query<{ id: string }>({
    text: `INSERT INTO sessions (user_id, created_at, last_seen_at, expires_at, user_agent, ip)
           VALUES ($1, signalbox_now(), signalbox_now(), signalbox_now() + make_interval(secs => $2), $3, $4) RETURNING id`,
    values: [session.userId, session.maxAgeSeconds, session.userAgent?.slice(0, 400) ?? null, session.ip],
  });
  if (!row) throw new Error('The session was not stored');
  return row.id;
}

/** A session that may be used now: neither revoked nor past its time, of a user who is not disabled. */
export async function findLiveSession(tx: Tx, sessionId: string): Promise<LiveSession | null> {
  const [row] = await tx.query<LiveSession>({
    name: 'session_live',
    text: `SELECT s.id AS "sessionId", u.id AS "userId", u.email, u.role,
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

/** True where it was live until now. */
export async function revokeSession(tx: Tx, sessionId: string): Promise<boolean> {
  const rows = await tx.query({
    text: 'UPDATE sessions SET revoked_at = signalbox_now() WHERE id = $1 AND revoked_at IS NULL RETURNING 1 AS revoked',
    values: [sessionId],
  });
  return rows.length > 0;
}

/** Ends all sessions of a user, as after a new password. Answers their ids. */
export async function revokeSessionsOf(tx: Tx, userId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>({
    text: 'UPDATE sessions SET revoked_at = signalbox_now() WHERE user_id = $1 AND revoked_at IS NULL RETURNING id',
    values: [userId],
  });
  return rows.map((row) => row.id);
}
