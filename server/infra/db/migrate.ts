import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type MigrationFile, readMigrations } from './read-migrations';

/** Why a database cannot be brought to this code's schema; the message is one line that says what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  constructor(
    readonly reason: 'newer_schema' | 'changed' | 'unfinished' | 'failed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The key that Prisma's own engine locks, so that `prisma migrate deploy` and this wait for each other. */
const LOCK_KEY = 72_707_369;

const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

interface Applied {
  name: string;
  checksum: string;
  finished: boolean;
}

/**
 * Applies the migrations of a folder in order, each in one transaction together with its row in `_prisma_migrations` (the table
 * that `prisma migrate deploy` keeps). Safe to call from several processes at once. Prisma's WASM engine is not used
 * here: its driver adapter cuts files at every semicolon, inside function bodies too.
 * @returns the names of what was applied now.
 * @throws MigrationError when the history and the folder disagree; whatever `pg` throws when the server cannot be reached.
 */
export async function migrate(options: { connectionString: string; migrationsDir: string }): Promise<{ applied: string[] }> {
  const files = await readMigrations(options.migrationsDir);
  const client = new pg.Client({ connectionString: options.connectionString, application_name: 'signalbox migrate' });
  await client.connect();
  try {
    const applied: string[] = [];
    for (;;) {
      const name = await applyNext(client, files);
      if (name === null) return { applied };
      applied.push(name);
    }
  } finally {
    await client.end();
  }
}

async function applyNext(client: pg.Client, files: MigrationFile[]): Promise<string | null> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(${LOCK_KEY})`);
    const next = nextMigration(files, await readApplied(client));
    if (next) {
      await runFile(client, next);
      await client.query(
        `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
         VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
        [randomUUID(), next.checksum, next.name],
      );
    }
    await client.query('COMMIT');
    return next?.name ?? null;
  } catch (error) {
    // A broken connection has rolled back by itself; what matters is the first error.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function readApplied(client: pg.Client): Promise<Applied[]> {
  await client.query(CREATE_TABLE);
  const { rows } = await client.query<Applied>(
    `SELECT "migration_name" AS "name", "checksum", "finished_at" IS NOT NULL AS "finished"
     FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL`,
  );
  return rows;
}

async function runFile(client: pg.Client, file: MigrationFile): Promise<void> {
  try {
    // Without parameters the text goes as one simple query: many statements, function bodies included.
    await client.query(file.sql);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MigrationError('failed', `Migration ${file.name} failed and was rolled back: ${why}`, { cause: error });
  }
}

/** The first file that the history lacks, or null. Pure: the rules of the history are here. */
export function nextMigration<F extends { name: string; checksum: string }>(files: F[], applied: Applied[]): F | null {
  const known = new Map(files.map((file) => [file.name, file]));
  for (const row of applied) {
    const file = known.get(row.name);
    if (!row.finished) {
      throw new MigrationError(
        'unfinished',
        `Migration ${row.name} was begun and not finished: see "prisma migrate resolve", or restore a backup.`,
      );
    }
    if (!file) {
      throw new MigrationError(
        'newer_schema',
        `The database has a newer schema (${row.name}) than this version knows: update Signalbox, or use another database.`,
      );
    }
    if (file.checksum !== row.checksum) {
      throw new MigrationError(
        'changed',
        `Migration ${row.name} was changed after it was applied: restore the file, or use another database.`,
      );
    }
  }
  const done = new Set(applied.map((row) => row.name));
  return files.find((file) => !done.has(file.name)) ?? null;
}
