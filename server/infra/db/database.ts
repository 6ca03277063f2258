import type { Writable } from 'node:stream';
import pg from 'pg';
import type { Database, Session, Statement, Tx } from './tx';

const INT8 = 20;

/** bigint as a number: money in micro-dollars and seqs stay far below 2^53. Set per client, never globally. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8
      ? (value: string) => Number(value)
      : pg.types.getTypeParser(oid, format ?? 'text')) as pg.CustomTypesConfig['getTypeParser'],
};

function txOn(client: pg.ClientBase | pg.Pool): Tx {
  return {
    async query<R extends pg.QueryResultRow>({ name, text, values }: Statement): Promise<R[]> {
      const result = await client.query<R>({ name, text, values });
      return result.rows;
    },
  };
}

/** What is asked within one turn of the loop goes out as one packet: each is a system call, and wakes up the server's process. */
function together(client: pg.ClientBase): Tx {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  const tx = txOn(client);
  let corked = false;
  return {
    query(statement) {
      if (!corked) {
        corked = true;
        stream.cork();
        process.nextTick(() => {
          corked = false;
          stream.uncork();
        });
      }
      return tx.query(statement);
    },
  };
}

/**
 * The pool for the engine's own SQL. `onError` hears of idle connections that broke (the server restarted); the next
 * statement connects anew.
 */
export function createDatabase(url: string, options: { max: number; applicationName: string; onError: (error: Error) => void }): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    types: typeParsers,
    application_name: options.applicationName,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    // What is asked without waiting for the answer before goes out at once: BEGIN with the first statement behind it.
    pipeline: true,
  });
  pool.on('error', options.onError);
  // Between the pool's listener, which goes when a connection is handed to somebody who waited, and that one's own there is a moment:
  // a server that says goodbye right behind its last answer would end the process. Whoever has the connection hears of it by its statement.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return {
    ...txOn(pool),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      // The pool listens to idle connections only: one that breaks between two statements would end the process.
      const onBroken = (error: Error) => {
        broken = error;
      };
      client.on('error', onBroken);
      try {
        // It can fail only with its connection, and then so does every statement behind it.
        const tx = together(client);
        const begun = tx.query({ text: 'BEGIN' });
        const [result] = await Promise.all([work(tx), begun]);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        // A connection that cannot roll back is not given back to the pool.
        await client.query('ROLLBACK').catch((rollbackError: Error) => {
          broken = rollbackError;
        });
        throw error;
      } finally {
        client.off('error', onBroken);
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

/** Opens a connection of its own. It breaks when the server restarts: the owner opens another. */
export async function openSession(url: string, applicationName: string): Promise<Session> {
  const client = new pg.Client({
    connectionString: url,
    types: typeParsers,
    application_name: applicationName,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
  });
  const closed = new Promise<void>((resolve) => {
    client.on('end', resolve);
    client.on('error', () => resolve());
  });
  await client.connect();
  return { ...txOn(client), closed, close: () => client.end() };
}
