import type { QueryResultRow } from 'pg';

/** A statement: `name` makes it a prepared one on each connection. */
export interface Statement {
  name?: string;
  text: string;
  values?: unknown[];
}

/** What runs statements: the pool (each on its own) or one transaction. Services take it, never Prisma's client. */
export interface Tx {
  query<R extends QueryResultRow>(statement: Statement): Promise<R[]>;
}

export interface Database extends Tx {
  /** BEGIN … COMMIT on one connection; ROLLBACK when `work` rejects. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** One connection that is kept: for what belongs to a session, such as the lock that says a worker lives. */
export interface Session extends Tx {
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}
