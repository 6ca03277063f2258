import { query } from './login';
import type { Product } from './product';
import type { RunApi } from './run-api';

/**
 * Nobody is asked anything any more: what other tests of this product left moving is cancelled, which closes its questions, and those of runs that
 * have ended are closed by hand.
 */
export async function clearInbox(api: RunApi, product: Product): Promise<void> {
  const moving = await query<{ run_id: string }>(product, `SELECT run_id FROM run_heads WHERE status IN ('PLANNING', 'RUNNING', 'PAUSED')`);
  for (const { run_id: runId } of moving) {
    const { status } = await api.call(`/runs/${runId}/cancel`, { method: 'POST' });
    // It may have ended meanwhile.
    if (status !== 200 && status !== 409) throw new Error(`The run ${runId} was not cancelled: ${status}`);
  }
  await query(product, `UPDATE escalations SET status = 'SUPERSEDED', decided_at = now() WHERE status = 'OPEN'`);
}
