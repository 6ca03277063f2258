import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import { withinMs } from './backoff';
import { createHandlers } from './handlers';
import { createOutbox, OUTBOX_LIMITS } from './outbox';
import { createPostgresLink, type PostgresLink } from './postgres-link';
import { createSender } from './sender';

const CHANNEL = 'signalbox_live';
/** PostgreSQL refuses 8,000 bytes and more. */
const MAX_PAYLOAD_BYTES = 7_500;
const SUBSCRIBE_PATIENCE_MS = 5_000;

interface PostgresBusOptions {
  /** A direct connection (no transaction pooler). The channel is this database's. */
  connectionString: string;
  log: Log;
}

/**
 * The live bus on LISTEN/NOTIFY: one connection listens, one notifies, outside of every transaction, so that no run's
 * head is ever held across a NOTIFY. While disconnected the latest fact of each run is kept, words are dropped, and what
 * others say meanwhile is lost.
 */
export function createPostgresBus({ connectionString, log }: PostgresBusOptions): LiveBus {
  const handlers = createHandlers(log);
  let listener: PostgresLink | null = null;
  let announceListening = () => {};
  const listening = new Promise<void>((resolve) => {
    announceListening = resolve;
  });

  const notifier = createPostgresLink({
    connectionString,
    name: 'signalbox bus (notify)',
    onConnect: async () => {},
    onUp: () => sender.wake(),
    log,
  });
  const sender = createSender({
    outbox: createOutbox({ ...OUTBOX_LIMITS, maxPayloadBytes: MAX_PAYLOAD_BYTES }),
    isConnected: () => notifier.client() !== null,
    async send(payloads) {
      try {
        await notifier
          .client()
          ?.query({ name: 'notify', text: `SELECT pg_notify('${CHANNEL}', payload) FROM unnest($1::text[]) payload`, values: [payloads] });
      } catch (error) {
        notifier.drop(error);
        throw error;
      }
    },
    log,
  });

  function listen(): PostgresLink {
    return createPostgresLink({
      connectionString,
      name: 'signalbox bus (listen)',
      async onConnect(client) {
        client.on('notification', ({ payload }) => handlers.dispatch(payload ?? ''));
        await client.query(`LISTEN ${CHANNEL}`);
        announceListening();
      },
      log,
    });
  }

  return {
    name: 'postgres',
    publish: sender.publish,
    async subscribe(handler) {
      const remove = handlers.add(handler);
      listener ??= listen();
      // An unreachable server must not keep a process from starting: the subscription comes with the connection.
      if (!(await withinMs(listening, SUBSCRIBE_PATIENCE_MS))) log.warn({}, 'live bus not listening yet; goes on trying');
      return async () => remove();
    },
    async close() {
      await sender.close();
      await Promise.all([notifier.close(), listener?.close()]);
      announceListening();
    },
  };
}
