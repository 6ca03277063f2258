import pg from 'pg';

/** A connected client of its own, for tests that hold a lock or look from outside. The caller ends it. */
export async function openClient(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}
