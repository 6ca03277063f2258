import type { Tx } from '@/server/infra/db/tx';

export interface LimitedEndpoint {
  name: string;
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
}

/** `second`: where the reservation stands, for its settlement; null: refused, and there may be room in `waitMs`. */
export async function reserveModel(tx: Tx, endpoint: LimitedEndpoint, tokens: number): Promise<{ second: number | null; waitMs: number }> {
  const [row] = await tx.query<{ second: number | null; wait_ms: number }>({
    name: 'model_reserve',
    text: 'SELECT second, wait_ms FROM signalbox_reserve_model($1, $2, $3, $4)',
    values: [endpoint.name, endpoint.requestsPerMinute, endpoint.tokensPerMinute, tokens],
  });
  return { second: row?.second ?? null, waitMs: row?.wait_ms ?? 0 };
}

/** Sets an estimate right: `delta` is what was used beyond it, or below it where negative. */
export async function settleModel(tx: Tx, endpoint: string, second: number, delta: number): Promise<void> {
  await tx.query({
    name: 'model_settle',
    text: 'UPDATE model_limit_seconds SET tokens = greatest(0, tokens + $3) WHERE endpoint = $1 AND second = $2',
    values: [endpoint, second, delta],
  });
}
