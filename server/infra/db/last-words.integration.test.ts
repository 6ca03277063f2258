import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/test/database';
import { createDatabase } from './database';

/** What a server says that is told to shut down: an ErrorResponse. */
function goodbye(): Buffer {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

let database: TestDatabase;
let proxy: Server;
let url: string;
let saysGoodbye = false;
const sockets = new Set<Socket>();

// Between client and server: the goodbye comes in one piece with the answer before it.
beforeEach(async () => {
  database = await createTestDatabase();
  const target = new URL(database.url);
  const { port, hostname } = target;
  proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.pipe(server);
    server.on('data', (chunk) => {
      client.write(saysGoodbye ? Buffer.concat([chunk, goodbye()]) : chunk);
      saysGoodbye = false;
    });
    server.on('close', () => client.end());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  target.hostname = '127.0.0.1';
  target.port = String(typeof address === 'object' ? address?.port : '');
  url = target.toString();
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  proxy.close();
  await database.drop();
});

it('outlives a server that says goodbye right behind its last answer, while somebody waits for the connection', async () => {
  const db = createDatabase(url, { max: 1, applicationName: 'test', onError: () => undefined });
  await db.query({ text: 'SELECT 1' });
  saysGoodbye = true;
  const last = db.query({ text: 'SELECT 2 AS n' });
  const waiting = db.transaction((tx) => tx.query({ text: 'SELECT 3 AS n' }));
  expect(await last).toEqual([{ n: 2 }]);
  await expect(waiting).rejects.toThrow();
  expect(await db.query({ text: 'SELECT 4 AS n' })).toEqual([{ n: 4 }]);
  await db.close();
});
