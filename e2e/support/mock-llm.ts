import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { freePort } from '@/server/infra/embedded/free-port';

/** Stands in `OPENAI_BASE_URL` for a server that nobody of us wrote. */
export const MOCK_LLM = 'mock-llm';

/** `@dwmkerr/mock-llm`, which speaks plain text only. */
export async function startMockLlm(): Promise<{ url: string; close(): Promise<void> }> {
  const port = await freePort();
  const main = createRequire(import.meta.url).resolve('@dwmkerr/mock-llm');
  const child = spawn(process.execPath, [main, '--config', join(import.meta.dirname, 'mock-llm.yaml')], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('close', () => reject(new Error('mock-llm did not start')));
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('server running')) resolve();
    });
  });
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async close() {
      child.kill();
      await ended;
    },
  };
}
