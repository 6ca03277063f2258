import type { Tx } from '@/server/infra/db/tx';
import { forgetOldTries } from './rate-limits';

const HOUR_MS = 60 * 60 * 1000;
const KEEP_DAYS = 90;

/** Forgets old tries, and what ended long ago: sessions, links and invitations. The audit log keeps what happened. */
export function doorCleanup(db: Tx): { name: string; everyMs: number; run(): Promise<void> } {
  return {
    name: 'door-cleanup',
    everyMs: HOUR_MS,
    async run() {
      await forgetOldTries(db);
      const old = (column: string) => `${column} < signalbox_now() - interval '${KEEP_DAYS} days'`;
      for (const table of ['sessions', 'invitations', 'password_links', 'sign_in_links']) {
        await db.query({ text: `DELETE FROM ${table} WHERE ${old('expires_at')}` });
      }
    },
  };
}
