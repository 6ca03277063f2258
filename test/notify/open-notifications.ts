import { randomBytes, randomUUID } from 'node:crypto';
import type { EscalationPriority, EscalationType } from '@/lib/contracts/escalation';
import type { Caller } from '@/server/core/access/caller';
import { DEFAULT_POLICY } from '@/server/core/escalation/policy';
import { openEscalation } from '@/server/engine/open-escalation';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createNotifier } from '@/server/infra/notify/create-notifier';
import { deliverDue } from '@/server/services/notifications/delivery-loop';
import type { NotificationsDeps } from '@/server/services/notifications/deps';
import { createNotificationsService } from '@/server/services/notifications/notifications-service';
import type { GivenNotifications } from '@/server/services/notifications/settings';
import { type Engine, openEngine, quietLog } from '../engine/open-engine';

export const admin: Caller = { kind: 'user', id: '00000000-0000-7000-8000-000000000001', name: 'ada@example.com', role: 'admin' };

/** Notifications over a real database; whatever is due is sent when the test says so. */
export async function openNotifications(
  decide: NotificationsDeps['decide'],
  given: GivenNotifications = {},
  more: Partial<NotificationsDeps> & { slackApi?: string } = {},
) {
  const engine: Engine = await openEngine();
  const deps: NotificationsDeps = {
    ...{
      db: engine.db,
      clock: systemClock,
      log: quietLog,
      secret: 'a secret of the tests, long enough',
      given,
      decide,
      randomBytes,
      randomId: randomUUID,
    },
    notifier: createNotifier({ slackApi: more.slackApi ?? null }),
    publicUrl: () => 'http://box.test',
    deciders: ['approver', 'admin'],
    ...more,
  };
  const sender = randomUUID();
  return {
    ...engine,
    deps,
    service: createNotificationsService(deps),
    /** What waits is due now, however long it would wait. */
    async passTime() {
      await engine.db.query({ text: `UPDATE notification_deliveries SET next_at = signalbox_now() WHERE status = 'queued'` });
    },
    /** Tries everything that is due until nothing is. Returns how many tries there were. */
    async deliver(by = sender): Promise<number> {
      let tries = 0;
      for (let made = await deliverDue(deps, by); made > 0; made = await deliverDue(deps, by)) tries += made;
      return tries;
    },
    deliveries: async () =>
      engine.db.query<{
        id: string;
        channel: string;
        target: string;
        kind: string;
        status: string;
        tries: number;
        last_error: string | null;
        next_at: Date;
      }>({
        text: `SELECT id, channel, target, kind, status, tries, last_error, next_at FROM notification_deliveries WHERE channel <> 'route' ORDER BY channel, target, id`,
      }),
    async person(email: string, role: string, preferences: object | null = null): Promise<string> {
      const [row] = await engine.db.query<{ id: string }>({
        text: `INSERT INTO users (email, name, role) VALUES ($1, $1, $2) RETURNING id`,
        values: [email, role],
      });
      const id = row?.id ?? '';
      if (preferences) {
        const values = [id, JSON.stringify(preferences)];
        await engine.db.query({ text: 'INSERT INTO notification_preferences (user_id, value) VALUES ($1, $2::jsonb)', values });
      }
      return id;
    },
    /** A question for people about a run of its own. */
    async ask(
      asked: { type?: EscalationType; priority?: EscalationPriority; title?: string; description?: string; approvers?: string[] } = {},
    ): Promise<string> {
      const {
        type = 'quality_concern',
        priority = 'MEDIUM',
        title = 'Is the harbour plan complete?',
        description = 'The berths are missing.',
      } = asked;
      const runId = await engine.create([{ key: 'a', role: 'tech_lead', prompt: 'x' }], { goal: 'Plan the harbour' });
      const types = { ...DEFAULT_POLICY.types, [type]: { ...DEFAULT_POLICY.types[type], approvers: asked.approvers ?? [] } };
      return engine.db.transaction(async (tx) => {
        const { head, now } = await lockHead(tx, runId);
        const question = {
          runId,
          node: null,
          taskKey: null,
          epoch: null,
          type,
          subject: 'none' as const,
          priority,
          title,
          description,
          context: {},
        };
        const opened = await openEscalation(
          tx,
          { ...question, askedBy: 'token:test', personal: true },
          { seq: head.lastSeq + 1, now, policy: { ...DEFAULT_POLICY, types } },
        );
        await saveHead(tx, head, { patch: {}, events: [opened.event], actor: 'token:test', now });
        return opened.escalationId;
      });
    },
  };
}
