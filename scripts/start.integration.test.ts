import { spawn } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

let server: Server | undefined;
afterEach(() => server?.close());

/** Listens on a port of 127.0.0.1 and runs `npm start`'s script against that port. */
async function startOnTakenPort(answer: RequestListener): Promise<{ code: number | null; output: string; port: number }> {
  const listening = createServer(answer);
  server = listening;
  const port = await new Promise<number>((resolve) => {
    listening.listen(0, '127.0.0.1', () => resolve((listening.address() as AddressInfo).port));
  });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.mjs')], {
    env: { ...process.env, HOST: '', PORT: String(port) },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output, port };
}

describe('npm start on a taken port', () => {
  it('says so before it does anything else', async () => {
    const { code, output, port } = await startOnTakenPort((_, response) => response.end('another program'));
    expect(code).toBe(1);
    expect(output).toBe(
      `Signalbox\nPort ${port} is taken by another program: stop that, or start with another one, for example PORT=${port + 1} npm start\n`,
    );
  });

  it('knows another Signalbox', async () => {
    const health = { status: 'ok', database: 'ok', bus: 'postgres', workers: 1, model: 'offline', version: '0' };
    const { code, output, port } = await startOnTakenPort((_, response) => response.end(JSON.stringify(health)));
    expect(code).toBe(1);
    expect(output).toContain(`Signalbox is already running on port ${port}`);
  });
});
