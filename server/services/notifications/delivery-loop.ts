import { waitAfter } from '@/server/core/notification/backoff';
import { DeliveryFault } from '@/server/core/ports/notifier';
import { maskSecrets } from '@/server/core/secret/mask-secrets';
import {
  type ClaimedDelivery,
  claimDeliveries,
  claimDigestMates,
  enqueueReminders,
  finishDelivery,
  forgetDeliveries,
} from '@/server/repositories/notification-repository';
import { rememberAddress } from './address';
import { deliver, deliverDigest, isNotNeeded } from './deliver';
import type { NotificationsDeps } from './deps';
import { routeNotification } from './route-notification';
import { type EffectiveSettings, effectiveOf, readDocument } from './settings';

const IDLE_MS = 1_000;
const LEASE_MS = 60_000;
const BATCH = 10;
const REMINDERS_EVERY_MS = 5_000;
const FORGET_EVERY_MS = 3_600_000;
const KEPT_DAYS = 30;

/** Takes what is due and begins to try each once: the promises never reject. */
async function beginDue(deps: NotificationsDeps, sender: string, limit: number): Promise<Promise<void>[]> {
  const due = await claimDeliveries(deps.db, { sender, leaseMs: LEASE_MS, limit });
  if (due.length === 0) return [];
  const { document } = await readDocument(deps.db);
  const settings = effectiveOf(document, deps.given, deps.secret);
  return due.map((delivery) =>
    attempt(deps, delivery, sender, settings).catch((error: unknown) =>
      deps.log.warn({ err: error, delivery: delivery.id }, 'a notification is tried again once its lease is over'),
    ),
  );
}

/** Tries each that is due once. Returns how many there were. */
export async function deliverDue(deps: NotificationsDeps, sender: string): Promise<number> {
  return (await Promise.all(await beginDue(deps, sender, BATCH))).length;
}

async function attempt(deps: NotificationsDeps, delivery: ClaimedDelivery, sender: string, settings: EffectiveSettings): Promise<void> {
  const mates = delivery.channel === 'digest' ? await claimDigestMates(deps.db, delivery, sender, LEASE_MS) : [];
  const all = [delivery, ...mates];
  try {
    if (delivery.channel === 'route') {
      await deps.db.transaction(async (tx) => {
        const nobody = await routeNotification(deps, tx, delivery, settings);
        await finishDelivery(tx, delivery.id, sender, { status: nobody === null ? 'sent' : 'skipped' }, nobody);
      });
      return;
    }
    if (delivery.channel === 'digest') await deliverDigest(deps, all, settings);
    else await deliver(deps, delivery, settings);
    for (const one of all) await finishDelivery(deps.db, one.id, sender, { status: 'sent' }, null);
  } catch (error) {
    for (const one of all) await putBack(deps, one, sender, error);
  }
}

async function putBack(deps: NotificationsDeps, delivery: ClaimedDelivery, sender: string, error: unknown): Promise<void> {
  const words = maskSecrets(error instanceof Error ? error.message : String(error)).slice(0, 1_000);
  if (isNotNeeded(error)) {
    await finishDelivery(deps.db, delivery.id, sender, { status: 'skipped' }, words);
    return;
  }
  const fault = error instanceof DeliveryFault ? error : { permanent: false, retryAfterMs: null };
  // A fault of our own is logged; what the other side said stands in the list.
  if (!(error instanceof DeliveryFault)) deps.log.warn({ err: error, delivery: delivery.id }, 'a notification could not be made');
  const wait = waitAfter(delivery.tries, fault, deps.clock.random());
  await finishDelivery(deps.db, delivery.id, sender, wait === null ? { status: 'failed' } : { status: 'queued', retryInMs: wait }, words);
}

/** Enqueues reminders that are due. */
export async function remind(deps: NotificationsDeps): Promise<void> {
  const { document } = await readDocument(deps.db);
  const { reminderMinutes } = effectiveOf(document, deps.given, deps.secret);
  if (reminderMinutes !== null) await enqueueReminders(deps.db, reminderMinutes);
}

/** Sends in this process what is due, beside whoever else does. A loop of its own: a slow mail server holds up nobody else. */
export function startDeliveryLoop(deps: NotificationsDeps): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const sender = deps.randomId();
  const { clock, log } = deps;
  /** A receiver that is slow to answer keeps its place, and no other waits for it. */
  const underWay = new Set<Promise<void>>();
  const last = { reminders: Number.NEGATIVE_INFINITY, forgotten: Number.NEGATIVE_INFINITY };

  async function pass(): Promise<number> {
    if (clock.now() - last.reminders >= REMINDERS_EVERY_MS) {
      last.reminders = clock.now();
      await rememberAddress(deps);
      await remind(deps);
    }
    if (clock.now() - last.forgotten >= FORGET_EVERY_MS) {
      last.forgotten = clock.now();
      await forgetDeliveries(deps.db, KEPT_DAYS);
    }
    const begun = await beginDue(deps, sender, BATCH - underWay.size);
    for (const one of begun) {
      underWay.add(one);
      void one.then(() => underWay.delete(one));
    }
    return begun.length;
  }

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      const made = await pass().catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, 'notifications could not be sent; they are tried again');
        return 0;
      });
      if (made === 0 || underWay.size >= BATCH) await clock.sleep(IDLE_MS * (0.75 + clock.random() / 2), signal).catch(() => undefined);
    }
  }
  const running = loop();
  return {
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(underWay);
    },
  };
}
