import { Redis, type RedisOptions } from 'ioredis';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import { backoffMs, withinMs } from './backoff';
import { createHandlers } from './handlers';
import { createOutbox, OUTBOX_LIMITS } from './outbox';
import { createSender } from './sender';

const MAX_PAYLOAD_BYTES = 64 * 1024;
const SUBSCRIBE_PATIENCE_MS = 5_000;
const HEARTBEAT_MS = 10_000;

interface RedisBusOptions {
  /** `redis://…` or `rediss://…`. Pub/sub ignores a server's databases, so the number in the URL goes into the channel's name. */
  url: string;
  log: Log;
}

/**
 * The live bus on Redis pub/sub: one connection publishes, one is subscribed. While disconnected the latest fact of each
 * run is kept, words are dropped, and what others say meanwhile is lost.
 */
export function createRedisBus({ url, log }: RedisBusOptions): LiveBus {
  const handlers = createHandlers(log);
  const shared: RedisOptions = {
    connectTimeout: 5_000,
    commandTimeout: 3_000,
    keepAlive: 10_000,
    retryStrategy: (times) => backoffMs(times - 1),
  };
  const publisher = new Redis(url, {
    ...shared,
    // A publish in flight when the connection goes is lost at once, rather than after the command's time.
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    connectionName: 'signalbox-publish',
  });
  const subscriber = new Redis(url, {
    ...shared,
    lazyConnect: true,
    // Waiting for the server is not a failed command: the subscription stands in the queue until there is a connection.
    commandTimeout: undefined,
    maxRetriesPerRequest: null,
    connectionName: 'signalbox-subscribe',
  });
  const channel = `signalbox:${publisher.options.db ?? 0}:live`;
  for (const [name, client] of Object.entries({ publisher, subscriber })) logOutages(name, client, log);
  subscriber.on('message', (_channel, payload) => handlers.dispatch(payload));

  const sender = createSender({
    outbox: createOutbox({ ...OUTBOX_LIMITS, maxPayloadBytes: MAX_PAYLOAD_BYTES }),
    isConnected: () => publisher.status === 'ready',
    async send(payloads) {
      await Promise.all(payloads.map((payload) => publisher.publish(channel, payload)));
    },
    log,
  });
  publisher.on('ready', () => sender.wake());

  let subscribed: Promise<unknown> | null = null;
  // A peer that vanished without a word is noticed by a ping that gets no answer.
  const heartbeat = setInterval(async () => {
    if (subscriber.status === 'ready' && !(await withinMs(subscriber.ping(), HEARTBEAT_MS / 2))) subscriber.disconnect(true);
  }, HEARTBEAT_MS);
  heartbeat.unref();

  return {
    name: 'redis',
    publish: sender.publish,
    async subscribe(handler) {
      const remove = handlers.add(handler);
      subscribed ??= subscriber.subscribe(channel);
      // An unreachable server must not keep a process from starting: the subscription comes with the connection.
      if (!(await withinMs(subscribed, SUBSCRIBE_PATIENCE_MS))) log.warn({}, 'live bus not subscribed yet; goes on trying');
      return async () => remove();
    },
    async close() {
      clearInterval(heartbeat);
      await sender.close();
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}

/** One line when it goes and one when it is back, however often it was tried in between. */
function logOutages(name: string, client: Redis, log: Log): void {
  let down = false;
  client.on('error', (error: Error) => {
    if (!down) log.warn({ connection: name, error: String(error) }, 'live bus disconnected');
    down = true;
  });
  client.on('ready', () => {
    if (down) log.info({ connection: name }, 'live bus connected');
    down = false;
  });
}
