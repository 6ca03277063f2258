import { z } from 'zod';
import { idSchema } from '@/lib/contracts/common';
import type { Invitation, Person } from '@/lib/contracts/people';
import { AppError, invalidInput } from '@/lib/errors';
import type { InvitationRow } from '@/server/repositories/invitation-repository';
import type { PersonRow } from '@/server/repositories/people-repository';

export function personView(row: PersonRow): Person {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    disabledAt: row.disabledAt?.toISOString() ?? null,
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
  };
}

export function invitationView(row: InvitationRow): Invitation {
  return { ...row, createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt.toISOString() };
}

export const noSuchUser = () => new AppError('not_found', 'There is no such user');

export const cursorOf = (key: string): string => Buffer.from(JSON.stringify([key])).toString('base64url');

/** @throws AppError invalid_input */
export function readCursor(cursor: string | undefined, key: 'id' | 'email'): string | null {
  if (cursor === undefined) return null;
  try {
    const schema = key === 'id' ? idSchema : z.string().max(320);
    return z.tuple([schema]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))[0];
  } catch {
    throw invalidInput('cursor', 'is not a cursor of this list');
  }
}
