import type { Changed, JoinAnswer, Words } from '@/lib/contracts/live';
import type { LiveSocket } from './live-socket';
import type { LiveStateStore } from './live-state';

const ANSWER_WITHIN_MS = 10_000;
const RETRY_MS = 2_000;
const RETRIED: ReadonlySet<string> = new Set(['unavailable', 'too_many_requests']);

export interface RunSubscription {
  /** The seq up to which this subscriber has read. */
  after(): number;
  /** Whose words to hear: nobody's, everybody's, or those of the task with this key. */
  words: boolean | string;
  /** The run is at `seq`, beyond `after()`: read the tail. Where it returns a promise, that says when the tail is read. */
  onChanged(seq: number): unknown;
  onWords?(words: Words): void;
  /** The run cannot be followed: `not_found`, `forbidden`, … */
  onError?(error: { code: string; message: string }): void;
}

/** Everybody on this page who follows one run: one room on the socket, wanting what they want together. */
export interface RunFeed {
  add(subscription: RunSubscription): () => void;
  /** The connection is there (again): join, with the seq that is had. */
  join(): void;
  hearChanged(message: Changed): void;
  hearWords(words: Words): void;
}

interface FeedDeps {
  runId: string;
  socket: LiveSocket;
  state: LiveStateStore;
  /** The room is entered, or entered again. */
  onJoined(): void;
  /** Nobody is left. */
  onEmpty(): void;
}

export function createRunFeed({ runId, socket, state, onJoined, onEmpty }: FeedDeps): RunFeed {
  const subscriptions = new Set<RunSubscription>();
  let announced = 0;
  let joins = 0;
  let joinedWords: ReturnType<typeof wordsWanted> | null = null;
  let mustJoin = false;
  let syncing = false;

  function tell(seq: number, whom: Iterable<RunSubscription> = subscriptions): Promise<unknown> {
    announced = Math.max(announced, seq);
    const behind = [...whom].filter((subscription) => subscription.after() < seq);
    return Promise.allSettled(behind.map(async (subscription) => subscription.onChanged(seq)));
  }

  function join(): void {
    mustJoin = false;
    if (subscriptions.size === 0 || !socket.connected) return;
    const number = ++joins;
    const done = state.begin();
    const words = wordsWanted(subscriptions);
    joinedWords = words;
    const after = Math.min(...[...subscriptions].map((subscription) => subscription.after()));
    const message = { runId, after, ...(words === true ? {} : { words }) };
    socket.timeout(ANSWER_WITHIN_MS).emit('join', message, (late: Error | null, answer?: JoinAnswer) => {
      // A later join, or another connection's, has its own answer.
      if (number !== joins || subscriptions.size === 0) done();
      else if (late || !answer) retry(number, done);
      else if ('lastSeq' in answer) {
        onJoined();
        void tell(answer.lastSeq).then(done);
      } else if (RETRIED.has(answer.error.code)) retry(number, done);
      else {
        done();
        for (const subscription of [...subscriptions]) subscription.onError?.(answer.error);
      }
    });
  }

  function retry(number: number, done: () => void): void {
    setTimeout(() => {
      done();
      if (number === joins) join();
    }, RETRY_MS);
  }

  /** A microtask later: a component that leaves while another comes costs one join, or none. */
  function sync(): void {
    if (syncing) return;
    syncing = true;
    queueMicrotask(() => {
      syncing = false;
      if (subscriptions.size === 0) {
        joins += 1;
        if (socket.connected) socket.emit('leave', { runId });
        onEmpty();
      } else if (mustJoin || joinedWords !== wordsWanted(subscriptions)) join();
    });
  }

  return {
    join,
    add(subscription) {
      // Words said so far come with a join only.
      mustJoin ||= subscriptions.size === 0 || subscription.words !== false;
      subscriptions.add(subscription);
      void tell(announced, [subscription]);
      sync();
      return () => {
        subscriptions.delete(subscription);
        sync();
      };
    },
    hearChanged({ seq }) {
      if (seq > announced) void tell(seq);
    },
    hearWords(words) {
      for (const { words: wanted, onWords } of [...subscriptions]) {
        if (wanted === true || wanted === words.taskKey) onWords?.(words);
      }
    },
  };
}

function wordsWanted(subscriptions: Iterable<RunSubscription>): boolean | string {
  const wanted = new Set([...subscriptions].map(({ words }) => words).filter((words) => words !== false));
  const [only] = wanted;
  if (only === undefined) return false;
  return wanted.size === 1 ? only : true;
}
