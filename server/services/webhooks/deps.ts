import type { CreatedRun, CreateRun } from '@/lib/contracts/run';
import type { Starter } from '@/server/core/access/caller';
import type { Database, Tx } from '@/server/infra/db/tx';

export interface WebhooksDeps {
  db: Database;
  /** The installation's secret: those of webhooks are derived from it. */
  secret: string;
  /** Against floods: each rejects with `too_many_requests`. */
  limits: {
    /** Counts a request from an address, before anything is read of it. */
    attempt(peer: string): Promise<void>;
    /** Counts a delivery whose signature is right. */
    accepted(webhookId: string): Promise<void>;
    /** Whether a refusal is worth a row: strangers may write few. */
    mayLogRefusal(webhookId: string): Promise<boolean>;
  };
  /** Makes a run; `alongside` is written with it or there is none. */
  startRun(input: CreateRun, starter: Starter, alongside: (tx: Tx, runId: string) => Promise<void>): Promise<CreatedRun>;
}
