import { createListFeed, type ListListener } from './list-feed';
import { type LiveSocket, openLiveSocket } from './live-socket';
import { createLiveState, type LiveState } from './live-state';
import { createPresenceFeed, type OtherPeer, type PresenceFeed } from './presence-feed';
import { createRunFeed, type RunFeed, type RunSubscription } from './run-feed';

interface LiveClientOptions {
  open?: (url?: string) => LiveSocket;
  /** Default: the page's own origin. */
  url?: string;
  /** Until the next try after a refusal (signed out, revoked), where Socket.IO itself would not try again. */
  reconnectMs?: number;
}

export interface LiveClient {
  /** Connects, and keeps trying until `stop`. */
  start(): void;
  stop(): void;
  state(): LiveState;
  onState(listener: () => void): () => void;
  /** Follows a run, across reconnects: whatever was missed is announced by one `onChanged`. Returns what ends it. */
  subscribeRun(runId: string, subscription: RunSubscription): () => void;
  /** Shows this page to the others who have the run open, and them to it, for as long as it follows the run. One a run. */
  openPresence(runId: string, onOthers: (others: readonly OtherPeer[]) => void): Pick<PresenceFeed, 'say' | 'close'>;
  /** Follows the lists of runs. */
  subscribeList(onRunsChanged: ListListener): () => void;
}

/** One socket for a page. It says that something changed; the reading is the subscriber's. */
export function createLiveClient({ open = openLiveSocket, url, reconnectMs = 3_000 }: LiveClientOptions = {}): LiveClient {
  const socket = open(url);
  const state = createLiveState();
  const runs = new Map<string, RunFeed>();
  const presences = new Map<string, PresenceFeed>();
  const list = createListFeed({ socket, state });
  let reconnecting: ReturnType<typeof setTimeout> | undefined;

  function tryAgain(): void {
    clearTimeout(reconnecting);
    reconnecting = setTimeout(() => socket.connect(), reconnectMs);
  }

  socket.on('connect', () => {
    clearTimeout(reconnecting);
    for (const feed of runs.values()) feed.join();
    list.join();
    state.connected();
  });
  socket.on('disconnect', (reason) => {
    list.disconnected();
    for (const presence of presences.values()) presence.disconnected();
    state.disconnected();
    if (reason === 'io server disconnect') tryAgain();
  });
  socket.on('connect_error', () => {
    state.disconnected();
    if (!socket.active) tryAgain();
  });
  socket.on('changed', (message) => runs.get(message.runId)?.hearChanged(message));
  socket.on('words', (words) => runs.get(words.runId)?.hearWords(words));
  socket.on('peers', ({ runId, peers }) => presences.get(runId)?.hear(peers));
  socket.on('runsChanged', ({ runIds }) => list.hear(runIds));

  return {
    start: () => void socket.connect(),
    stop() {
      clearTimeout(reconnecting);
      socket.disconnect();
    },
    state: state.get,
    onState: state.subscribe,
    subscribeRun(runId, subscription) {
      let feed = runs.get(runId);
      if (!feed) {
        const onJoined = () => presences.get(runId)?.joined();
        feed = createRunFeed({ runId, socket, state, onJoined, onEmpty: () => void runs.delete(runId) });
        runs.set(runId, feed);
      }
      return feed.add(subscription);
    },
    openPresence(runId, onOthers) {
      const onClose = () => void (presences.get(runId) === feed && presences.delete(runId));
      const feed: PresenceFeed = createPresenceFeed({ runId, socket, onOthers, onClose });
      presences.set(runId, feed);
      return feed;
    },
    subscribeList: list.add,
  };
}
