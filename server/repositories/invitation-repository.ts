import type { AccessRole } from '@/lib/contracts/access';
import type { Tx } from '@/server/infra/db/tx';

export interface InvitationRow {
  id: string;
  email: string;
  role: AccessRole;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  expired: boolean;
}

const COLUMNS = `id, email, role, created_by AS "createdBy", created_at AS "createdAt", expires_at AS "expiresAt",
  expires_at <= signalbox_now() AS expired`;
/** Neither accepted nor revoked; it may be past its time. */
const OPEN = 'accepted_at IS NULL AND revoked_at IS NULL';

/** Invitations of one address are made one after another. */
export async function lockInvitationsOf(tx: Tx, email: string): Promise<void> {
  await tx.query({ text: `SELECT pg_advisory_xact_lock(hashtextextended('invitation ' || $1, 0))`, values: [email] });
}

export async function insertInvitation(
  tx: Tx,
  invitation: { id: string; email: string; role: AccessRole; hash: string; createdBy: string; maxAgeHours: number },
): Promise<{ expiresAt: Date }> {
  const { id, email, role, hash, createdBy, maxAgeHours } = invitation;
  const [row] = await tx.query<{ expiresAt: Date }>({
    text: `INSERT INTO invitations (id, email, role, hash, created_by, created_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, signalbox_now(), signalbox_now() + make_interval(hours => $6)) RETURNING expires_at AS "expiresAt"`,
    values: [id, email, role, hash, createdBy, maxAgeHours],
  });
  if (!row) throw new Error('The invitation was not stored');
  return row;
}

/** Open ones, newest first. */
export function listInvitations(tx: Tx, page: { before: string | null; limit: number }): Promise<InvitationRow[]> {
  return tx.query<InvitationRow>({
    text: `SELECT ${COLUMNS} FROM invitations WHERE ${OPEN} AND ($1::uuid IS NULL OR id < $1::uuid) ORDER BY id DESC LIMIT $2`,
    values: [page.before, page.limit],
  });
}

/** An open one by its id, locked. */
export async function lockInvitation(tx: Tx, invitationId: string): Promise<InvitationRow | null> {
  const [row] = await tx.query<InvitationRow>({
    text: `SELECT ${COLUMNS} FROM invitations WHERE id = $1 AND ${OPEN} FOR UPDATE`,
    values: [invitationId],
  });
  return row ?? null;
}

/** An open one of this address, locked; it may be past its time. */
export async function lockInvitationOf(tx: Tx, email: string): Promise<InvitationRow | null> {
  const [row] = await tx.query<InvitationRow>({
    text: `SELECT ${COLUMNS} FROM invitations WHERE email = $1 AND ${OPEN} ORDER BY id DESC LIMIT 1 FOR UPDATE`,
    values: [email],
  });
  return row ?? null;
}

/** One that may be accepted now, by its link. */
export async function findLiveInvitation(tx: Tx, hash: string): Promise<InvitationRow | null> {
  const [row] = await tx.query<InvitationRow>({
    text: `SELECT ${COLUMNS} FROM invitations WHERE hash = $1 AND ${OPEN} AND expires_at > signalbox_now()`,
    values: [hash],
  });
  return row ?? null;
}

/** Accepts it once: null where somebody was faster, or it is revoked or past its time. */
export async function consumeInvitation(tx: Tx, hash: string): Promise<InvitationRow | null> {
  const [row] = await tx.query<InvitationRow>({
    text: `UPDATE invitations SET accepted_at = signalbox_now() WHERE hash = $1 AND ${OPEN} AND expires_at > signalbox_now()
           RETURNING ${COLUMNS}`,
    values: [hash],
  });
  return row ?? null;
}

export async function acceptInvitationRow(tx: Tx, invitationId: string): Promise<void> {
  await tx.query({ text: 'UPDATE invitations SET accepted_at = signalbox_now() WHERE id = $1', values: [invitationId] });
}

export async function revokeInvitation(tx: Tx, invitationId: string): Promise<void> {
  await tx.query({ text: 'UPDATE invitations SET revoked_at = signalbox_now() WHERE id = $1', values: [invitationId] });
}

/** Those that somebody made and nobody accepted: they go with who made them. */
export async function revokeInvitationsBy(tx: Tx, createdBy: string): Promise<number> {
  const rows = await tx.query({
    text: `UPDATE invitations SET revoked_at = signalbox_now() WHERE created_by = $1 AND ${OPEN} RETURNING 1 AS revoked`,
    values: [createdBy],
  });
  return rows.length;
}

/** A new link in place of the old one, with a new time. */
export async function reissueInvitation(tx: Tx, invitationId: string, link: { hash: string; maxAgeHours: number }): Promise<Date> {
  const [row] = await tx.query<{ expiresAt: Date }>({
    text: `UPDATE invitations SET hash = $2, expires_at = signalbox_now() + make_interval(hours => $3) WHERE id = $1
           RETURNING expires_at AS "expiresAt"`,
    values: [invitationId, link.hash, link.maxAgeHours],
  });
  if (!row) throw new Error('The invitation is gone');
  return row.expiresAt;
}
