import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Log } from '@/server/core/ports/log';
import { backoffMs, withinMs } from './backoff';

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 3_000;
/** A peer that vanished without a word is noticed by a query that gets no answer. */
const HEARTBEAT_MS = 10_000;
const GOODBYE_MS = 1_000;

interface LinkOptions {
  /** A direct connection: LISTEN does not survive a transaction pooler. */
  connectionString: string;
  /** Seen in `pg_stat_activity`. */
  name: string;
  /** Runs on every new connection before it counts as up. */
  onConnect(client: Client): Promise<void>;
  onUp?(): void;
  log: Log;
}

export interface PostgresLink {
  /** The connection, while it is up. */
  client(): Client | null;
  /** Gives the present connection up; the next is on its way. */
  drop(reason: unknown): void;
  close(): Promise<void>;
}

/** One connection kept alive: reconnects with backoff, for ever, until closed. Never throws. */
export function createPostgresLink({ connectionString, name, onConnect, onUp, log }: LinkOptions): PostgresLink {
  const closing = new AbortController();
  let current: Client | null = null;
  let drop: (reason: unknown) => void = () => {};

  /** Lives as long as one connection does; rejects with why it ended, resolves when the link is closed. */
  async function live(client: Client): Promise<void> {
    const lost = new Promise<never>((_, reject) => {
      drop = reject;
      client.on('error', reject);
      client.on('end', () => reject(new Error('connection ended')));
    });
    const use = async () => {
      await client.connect();
      await onConnect(client);
      current = client;
      onUp?.();
      log.info({ connection: name }, 'live bus connected');
      while (!closing.signal.aborted) {
        await sleep(HEARTBEAT_MS, undefined, { signal: closing.signal });
        await client.query('SELECT 1');
      }
    };
    const using = use();
    using.catch(() => {});
    await Promise.race([lost, using]);
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!closing.signal.aborted) {
      const client = new Client({
        connectionString,
        application_name: name,
        keepAlive: true,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        query_timeout: QUERY_TIMEOUT_MS,
      });
      try {
        await live(client);
      } catch (error) {
        if (current === client) failures = 0;
        if (!closing.signal.aborted && failures === 0) log.warn({ connection: name, error: String(error) }, 'live bus disconnected');
        failures += 1;
      }
      current = null;
      if (!(await withinMs(client.end(), GOODBYE_MS))) client.connection.stream.destroy();
      if (!closing.signal.aborted) await sleep(backoffMs(failures - 1), undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  const running = run();
  return {
    client: () => current,
    drop: (reason) => drop(reason),
    async close() {
      closing.abort();
      drop(new Error('closed'));
      await running;
    },
  };
}
