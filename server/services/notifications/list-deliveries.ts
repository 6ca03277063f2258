import { z } from 'zod';
import { idSchema, type Page } from '@/lib/contracts/common';
import type { ListDeliveries, NotificationDelivery } from '@/lib/contracts/notification';
import { AppError, invalidInput } from '@/lib/errors';
import { auditActorOf, type Caller } from '@/server/core/access/caller';
import type { Database } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { listDeliveryViews, readDeliveryView, requeueDelivery } from '@/server/repositories/delivery-view-repository';

const cursorOf = (id: string): string => Buffer.from(JSON.stringify([id])).toString('base64url');

function readCursor(cursor: string): string {
  try {
    return z.tuple([idSchema]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))[0];
  } catch {
    throw invalidInput('cursor', 'is not a cursor of this list');
  }
}

/** Newest first. @throws AppError invalid_input (cursor) */
export async function pageDeliveries(db: Database, input: ListDeliveries): Promise<Page<NotificationDelivery>> {
  const { cursor, limit, status = null, escalationId = null } = input;
  const before = cursor === undefined ? null : readCursor(cursor);
  const rows = await listDeliveryViews(db, { status, escalationId, before, limit: limit + 1 });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && rows.length > limit ? cursorOf(last.id) : null };
}

/** Sends a failed one again. @throws AppError not_found, conflict (it has not failed) */
export async function retryDelivery(db: Database, deliveryId: string, caller: Caller): Promise<NotificationDelivery> {
  const known = await readDeliveryView(db, deliveryId);
  if (!known) throw new AppError('not_found', 'There is no such delivery');
  await db.transaction(async (tx) => {
    if (!(await requeueDelivery(tx, deliveryId)))
      throw new AppError('conflict', `Only a failed delivery is sent again; this one is ${known.status}`);
    await appendAudit(tx, auditActorOf(caller), {
      action: 'notification.retry',
      target: { kind: 'delivery', id: deliveryId, name: `${known.channel} ${known.target}` },
    });
  });
  return (await readDeliveryView(db, deliveryId)) ?? known;
}
