import { io } from 'socket.io-client';
import type { EventPage } from '@/lib/contracts/event';
import type { RunDetail } from '@/lib/contracts/run';
import { createLiveClient } from '@/lib/realtime/live-client';
import type { LiveSocket } from '@/lib/realtime/live-socket';
import { applyEvents } from '@/lib/run-cache/apply-events';
import { createRunTail } from '@/lib/run-cache/run-tail';
import type { Product } from './product';
import type { RunApi } from './run-api';

export interface UndrawnPage {
  /** What the page would draw. */
  run(): RunDetail;
  /** The whole run was read again. */
  rereads(): number;
  close(): void;
}

const LATER_MS = 500;
const FRAME_MS = 16;

/** A run's page without its pixels: the console's own socket, tail and fold, which fifty browsers at once would be too many for. */
export async function openUndrawnPage(product: Product, api: RunApi, runId: string): Promise<UndrawnPage> {
  let run = await api.read<RunDetail>(`/runs/${runId}`);
  let rereads = 0;
  const open = (url?: string): LiveSocket =>
    io(url ?? '', {
      autoConnect: false,
      forceNew: true,
      transports: ['websocket'],
      reconnectionDelay: 250,
      reconnectionDelayMax: 3_000,
      auth: { token: product.token },
    });
  const client = createLiveClient({ open, url: product.url });
  const tail = createRunTail({
    currentSeq: () => run.lastSeq,
    read: (after) => api.read<EventPage>(`/runs/${runId}/events?after=${after}&limit=200`),
    apply(events) {
      const applied = applyEvents(run, events);
      run = applied.run;
      return applied.refetch;
    },
    async refetch() {
      rereads += 1;
      run = await api.read<RunDetail>(`/runs/${runId}`);
    },
    nextFrame: (draw) => void setTimeout(draw, FRAME_MS),
    later: (again) => void setTimeout(again, LATER_MS),
  });
  client.subscribeRun(runId, { after: () => run.lastSeq, words: false, onChanged: (seq) => tail.reach(seq) });
  client.start();
  return {
    run: () => run,
    rereads: () => rereads,
    close() {
      tail.stop();
      client.stop();
    },
  };
}
