import { createServer } from 'node:net';

/** A TCP port on 127.0.0.1 that is free now: `wanted` where it is, else one from the system. */
export async function freePort(wanted = 0): Promise<number> {
  return await tryPort(wanted).catch(() => tryPort(0));
}

function tryPort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : wanted;
      server.close(() => resolve(port));
    });
  });
}
